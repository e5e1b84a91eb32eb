import { compareWithStored } from '../load/compare-with-stored.ts'
import type { LedgerPage } from '../load/load-ledger.ts'
import type { StoredRecord } from '../load/stored-record.ts'
import { type Figure, never, told } from './figure.ts'

/** What was promised about a load, and how often it was not kept. */
export function brokenPromiseFigures(
  page: LedgerPage,
  stored: Iterable<StoredRecord>,
): readonly Figure[] {
  const broken = compareWithStored(page, stored)
  const count = (wanted: string) => page.promised.filter((promised) => promised === wanted).length
  const codes = [...page.codes].map(([code, times]) => `${code} ${times}`).join(', ')
  return [
    told('records sent', page.promised.length),
    told('acknowledged', count('acknowledged')),
    told("failed, certainly not stored ('no')", count('no')),
    told("failed, may be stored ('possibly')", count('possibly')),
    ...(codes === '' ? [] : [told('codes of the failed', codes)]),
    never('lost: acknowledged and not stored', broken.lost),
    never('doubled', broken.doubled),
    never('reordered', broken.reordered),
    never('damaged or never sent', broken.damaged),
    never('elsewhere than acknowledged', broken.misplaced),
    never("stored although 'no'", broken.storedAlthoughNo),
    never('not settled, or without a typed error', broken.unsettled),
  ]
}
