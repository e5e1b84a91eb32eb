import type { LedgerPage } from './load-ledger.ts'

/**
 * How long after a moment of the wall clock each of these partitions had acknowledged a record, in milliseconds; infinite when one
 * never did.
 */
export function firstAcknowledgementMs(
  { partitions, acknowledgedAtMs }: Pick<LedgerPage, 'partitions' | 'acknowledgedAtMs'>,
  among: readonly number[],
  afterMs: number,
): number {
  const first = new Map(among.map((partition) => [partition, Number.POSITIVE_INFINITY]))
  for (const [id, partition] of partitions.entries()) {
    const atMs = acknowledgedAtMs[id] ?? -1
    const soonest = first.get(partition)
    if (soonest !== undefined && atMs >= afterMs && atMs < soonest) first.set(partition, atMs)
  }
  return Math.max(0, ...first.values()) - (among.length === 0 ? 0 : afterMs)
}
