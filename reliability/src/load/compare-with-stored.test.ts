import { describe, expect, it } from 'vitest'
import { compareWithStored } from './compare-with-stored.ts'
import type { LedgerPage, Promised } from './load-ledger.ts'
import { loadRecord } from './load-record.ts'
import type { StoredRecord } from './stored-record.ts'

const KEPT = {
  lost: 0,
  doubled: 0,
  reordered: 0,
  damaged: 0,
  misplaced: 0,
  storedAlthoughNo: 0,
  unsettled: 0,
}

/** Records 0, 1, 2… in partition 0, at these offsets; −1 where there is none. */
function page(...told: readonly (readonly [Promised, number])[]): LedgerPage {
  return {
    promised: told.map(([promised]) => promised),
    partitions: told.map(([promised]) => (promised === 'acknowledged' ? 0 : -1)),
    offsets: told.map(([, offset]) => offset),
    acknowledgedAtMs: told.map(() => -1),
    slowestMs: 1,
    codes: new Map(),
  }
}

function stored(...ids: readonly number[]): StoredRecord[] {
  return ids.map((id, offset) => {
    const { key, value } = loadRecord(id)
    return { partition: 0, offset, key: key === null ? null : Buffer.from(key), value }
  })
}

describe('compareWithStored', () => {
  it('has no complaint when everything is as it was promised', () => {
    const told = page(['acknowledged', 0], ['no', -1], ['possibly', -1], ['acknowledged', -1])

    expect(compareWithStored(told, stored(0, 3))).toEqual(KEPT)
    expect(compareWithStored(told, stored(0, 2, 3))).toEqual(KEPT)
  })

  it.each([
    ['lost', page(['acknowledged', 0], ['acknowledged', 1]), stored(0)],
    ['doubled', page(['acknowledged', 0]), stored(0, 0)],
    ['reordered', page(['acknowledged', 1], ['acknowledged', 0]), stored(1, 0)],
    ['damaged', page(['acknowledged', 0]), stored(0, 1)],
    ['misplaced', page(['acknowledged', 5]), stored(0)],
    ['storedAlthoughNo', page(['no', -1]), stored(0)],
    ['unsettled', page(['pending', -1]), []],
    ['unsettled', page(['untyped', -1]), []],
  ] as const)('counts what is %s', (what, told, read) => {
    expect(compareWithStored(told, read)).toEqual({ ...KEPT, [what]: 1 })
  })

  it('takes a record whose bytes or key differ for damaged, and so for lost', () => {
    const [record] = stored(0)
    const value = Buffer.from(record?.value ?? [])
    value[50] = 0

    const told = page(['acknowledged', 0])
    for (const read of [
      { ...record, value },
      { ...record, key: null },
    ]) {
      expect(compareWithStored(told, [read as StoredRecord])).toEqual({
        ...KEPT,
        damaged: 1,
        lost: 1,
      })
    }
  })
})
