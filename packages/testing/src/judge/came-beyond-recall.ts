import type { ObservedConnection } from '../cluster/connection-log.ts'
import type { StoredBatch } from '../cluster/partition-log.ts'
import type { ProduceAttempt } from '../cluster/produce-journal.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import type { StoredCopy } from './stored-records.ts'

/** What brokers saw of the clients. */
export interface Evidence {
  readonly attempts: readonly ProduceAttempt[]
  readonly connections: readonly ObservedConnection[]
}

/**
 * Whether a record stands behind a newer one for want of any means against it: the client said that it may be stored, then a broker
 * read it from a connection that the client had closed, and nothing fenced it. A broker that never hears of the end reads what the
 * network had delivered when it gets round to it, and a later epoch turns that away only under the same producer id. A client has
 * no later epoch where brokers do not raise them (before Kafka 2.5), where it was the last, and where somebody else uses the id.
 */
export function cameBeyondRecall(
  { settlement, settledAt }: LedgerEntry,
  late: StoredCopy,
  newer: StoredCopy,
  { attempts, connections }: Evidence,
): boolean {
  if (settlement?.kind !== 'rejected' || settlement.persisted !== 'possibly') return false
  const batch = batchOf(late)
  if (batch === undefined || batch.header.producerId === batchOf(newer)?.header.producerId) {
    return false
  }
  const arrival = attempts.findLast((attempt) => brought(attempt, late, batch))
  if (arrival === undefined || settledAt >= arrival.time) return false
  const carrier = connections.find(({ id }) => id === arrival.connection)
  return (carrier?.clientClosedAt ?? Number.POSITIVE_INFINITY) < arrival.time
}

function batchOf({ log, record }: StoredCopy): StoredBatch | undefined {
  return log.batches.find(
    ({ baseOffset, lastOffset }) => baseOffset <= record.offset && record.offset <= lastOffset,
  )
}

function brought(attempt: ProduceAttempt, { log }: StoredCopy, batch: StoredBatch): boolean {
  return (
    attempt.verdict === 'appended' &&
    attempt.topicId === log.topicId &&
    attempt.partition === log.partition &&
    attempt.baseOffset === batch.baseOffset &&
    attempt.header.crc === batch.sentCrc
  )
}
