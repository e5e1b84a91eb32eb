import type { LedgerPage } from './load-ledger.ts'
import { loadRecord, loadRecordId } from './load-record.ts'
import type { StoredRecord } from './stored-record.ts'

/** How many records a promise was broken for, and how; all zero when every one was kept (O1 to O6). */
export interface BrokenPromises {
  /** Acknowledged and not stored. */
  readonly lost: number
  /** Stored more than once. */
  readonly doubled: number
  /** Stored behind a record of the same partition that was sent later. */
  readonly reordered: number
  /** Stored with other bytes, or never sent. */
  readonly damaged: number
  /** Acknowledged with a partition or an offset where it is not. */
  readonly misplaced: number
  /** Failed with `persisted: 'no'`, and stored all the same. */
  readonly storedAlthoughNo: number
  /** Never settled, or failed without an error of ours. */
  readonly unsettled: number
}

/** Holds what was promised against what is stored. */
export function compareWithStored(
  page: LedgerPage,
  stored: Iterable<StoredRecord>,
): BrokenPromises {
  const { promised, partitions, offsets } = page
  const copies = new Uint32Array(promised.length)
  const newestOf = new Map<number, number>()
  const broken = { lost: 0, doubled: 0, reordered: 0, damaged: 0, misplaced: 0 }
  for (const { partition, offset, key, value } of stored) {
    const id = loadRecordId(value)
    if (id < 0 || id >= promised.length || key?.toString() !== keyOf(id)) {
      broken.damaged++
      continue
    }
    copies[id] = (copies[id] ?? 0) + 1
    if (copies[id] > 1) broken.doubled++
    const newest = newestOf.get(partition) ?? -1
    if (id < newest) broken.reordered++
    newestOf.set(partition, Math.max(id, newest))
    const isElsewhere =
      partitions[id] !== partition || (offsets[id] !== -1 && offsets[id] !== offset)
    if (promised[id] === 'acknowledged' && copies[id] === 1 && isElsewhere) broken.misplaced++
  }
  const count = (wanted: (id: number) => boolean) => promised.filter((_, id) => wanted(id)).length
  return {
    ...broken,
    lost: count((id) => promised[id] === 'acknowledged' && copies[id] === 0),
    storedAlthoughNo: count((id) => promised[id] === 'no' && copies[id] !== 0),
    unsettled: count((id) => promised[id] === 'pending' || promised[id] === 'untyped'),
  }
}

function keyOf(id: number): string | undefined {
  return loadRecord(id).key ?? undefined
}
