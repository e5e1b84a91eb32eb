import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import type { PartitionQueue } from '../accumulator/partition-queue.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { ProducerIdentities } from '../idempotence/producer-identities.ts'
import { expiryError, uncompressedError, undecidableError } from './batch-errors.ts'
import type { BatchFacts, BatchOutcome } from './batch-outcome.ts'

/**
 * Carries out what was decided about a batch: its records settle, or it goes back to its queue; its sequence is confirmed or
 * given up. Everything a batch goes through after the wire is here.
 */
export class BatchSettlement {
  readonly #accumulator: RecordAccumulator
  readonly #identities: ProducerIdentities
  readonly #reporter: DeliveryReporter

  constructor(
    accumulator: RecordAccumulator,
    identities: ProducerIdentities,
    reporter: DeliveryReporter,
  ) {
    this.#accumulator = accumulator
    this.#identities = identities
    this.#reporter = reporter
  }

  /** What a decision about that batch rests on. */
  facts(batch: ProducerBatch, nowMs: number): BatchFacts {
    const { queue, stamp } = batch
    return {
      topic: queue.topic.name,
      partition: queue.partition,
      recordCount: batch.recordCount,
      attempts: batch.attempts,
      elapsedMs: nowMs - batch.createdAtMs,
      mayBeWritten: batch.mayBeWritten,
      // Brokers that name each other in turn would otherwise be asked without a pause.
      leaderMoved: !batch.redirected && queue.broker !== null && queue.broker !== batch.sentTo,
      isNextInSequence: stamp === null || queue.isOldest(batch),
      lastOffset: queue.sequences.lastOffset,
      lastBrokerError: batch.lastError?.brokerError ?? null,
    }
  }

  /** Applies an outcome to a batch that was on the wire. */
  apply(batch: ProducerBatch, outcome: BatchOutcome, nowMs: number): void {
    const { identity } = batch.queue.sequences
    if (identity !== null && provesSharedId(outcome)) this.#identities.abandon(identity)
    if (outcome.kind === 'acknowledged') this.#acknowledge(batch, outcome, nowMs)
    else if (batch.settled) this.#giveUpExpired(batch, nowMs)
    else if (outcome.kind === 'failed') this.#failInFlight(batch, outcome, nowMs)
    else if (outcome.kind === 'split') this.#accumulator.split(batch, nowMs)
    else {
      batch.redirected = outcome.delayMs === 0
      if (outcome.kind === 'retry') batch.mayBeWritten ||= outcome.mayBeWritten
      else batch.queue.sequences.markBroken()
      batch.lastError = outcome.error
      this.#accumulator.reenqueue(batch, nowMs + outcome.delayMs, nowMs)
    }
    this.#restartIfDrained(batch.queue, nowMs)
  }

  /**
   * Fails the records of batches whose deadline has passed, on the wire or not (G2).
   *
   * @param atMost stops after about so many records
   * @returns how many records it failed
   */
  expire(nowMs: number, atMost: number): number {
    const { unsettled } = this.#accumulator
    let failed = 0
    for (let batch = unsettled.first; batch !== null; batch = unsettled.first) {
      if (batch.deadlineMs > nowMs || failed >= atMost) break
      failed += batch.recordCount
      this.#settleAsFailed(batch, expiryError(batch, nowMs, this.#identities.failure), nowMs)
    }
    return failed
  }

  /**
   * Fails the records of batches that their codec could not compress.
   *
   * @param atMost stops after about so many records
   * @returns how many records it failed
   */
  failUncompressed(nowMs: number, atMost: number): number {
    let failed = 0
    while (failed < atMost) {
      const next = this.#accumulator.takeUncompressed()
      if (next === undefined) break
      failed += next.batch.recordCount
      this.#settleAsFailed(next.batch, uncompressedError(next.batch, next.cause), nowMs)
    }
    return failed
  }

  /** Fails a batch that waits in its queue; leaves one that is on the wire, or has settled, to what becomes of it. */
  failQueued(batch: ProducerBatch, error: ProducerError, nowMs: number): void {
    if (batch.settled || batch.queue.inFlight.has(batch)) return
    this.#settleAsFailed(batch, error, nowMs)
  }

  /**
   * Fails batches that have not settled, whatever their deadline, for the reason that `errorFor` gives.
   *
   * @param atMost stops after about so many records
   * @returns how many records it failed
   */
  failAll(
    errorFor: (batch: ProducerBatch) => ProducerError,
    nowMs: number,
    atMost: number,
  ): number {
    const { unsettled } = this.#accumulator
    let failed = 0
    for (let batch = unsettled.first; batch !== null && failed < atMost; batch = unsettled.first) {
      failed += batch.recordCount
      this.#settleAsFailed(batch, errorFor(batch), nowMs)
    }
    return failed
  }

  /**
   * Leaves behind the sequences of a topic that was deleted and made anew under its name. What was never answered stays with
   * the old topic, so its records fail as possibly stored; the rest goes to the new one.
   */
  topicRecreated(queues: readonly PartitionQueue[], nowMs: number): void {
    for (const queue of queues) {
      queue.sequences.markBroken()
      this.#restartIfDrained(queue, nowMs)
      this.#accumulator.refresh(queue, nowMs)
    }
  }

  /**
   * Has whatever comes next for these partitions begin under another epoch than they had: their sequences are forgotten, and a
   * broker that remembers them would take new records under old numbers for what it has.
   */
  forgotten(queues: readonly PartitionQueue[]): void {
    for (const { sequences } of queues) {
      if (sequences.identity !== null) this.#identities.retire(sequences.identity)
    }
  }

  #acknowledge(
    batch: ProducerBatch,
    outcome: BatchOutcome & { readonly kind: 'acknowledged' },
    nowMs: number,
  ): void {
    if (batch.stamp !== null) {
      const { baseOffset } = outcome
      const lastOffset = baseOffset < 0 ? -1 : baseOffset + batch.recordCount - 1
      batch.queue.sequences.acknowledge(lastOffset, nowMs)
    }
    this.#accumulator.finishInFlight(batch, nowMs)
    if (batch.settled) return // Its deadline passed on the wire; that it arrived proves the sequence.
    this.#accumulator.settled(batch)
    batch.acknowledge(outcome.baseOffset, outcome.logAppendTimeMs, this.#reporter)
  }

  #failInFlight(
    batch: ProducerBatch,
    { error, culprits }: BatchOutcome & { readonly kind: 'failed' },
    nowMs: number,
  ): void {
    if (batch.stamp !== null) batch.queue.sequences.markBroken()
    this.#accumulator.finishInFlight(batch, nowMs)
    this.#accumulator.settled(batch)
    batch.fail(error, this.#reporter, culprits)
  }

  // Its records have failed already; whether its sequence was used will never be known.
  #giveUpExpired(batch: ProducerBatch, nowMs: number): void {
    if (batch.stamp !== null) batch.queue.sequences.markBroken()
    this.#accumulator.finishInFlight(batch, nowMs)
  }

  #settleAsFailed(batch: ProducerBatch, error: ProducerError, nowMs: number): void {
    const { queue } = batch
    this.#accumulator.settled(batch)
    if (queue.inFlight.has(batch)) {
      // The socket still holds its bytes, so its memory stays counted until the request has ended (I8).
      batch.fail(error, this.#reporter)
      this.#accumulator.refresh(queue, nowMs)
      return
    }
    if (batch.stamp !== null) queue.sequences.markBroken()
    this.#accumulator.finishQueued(batch, nowMs)
    batch.fail(error, this.#reporter)
    this.#restartIfDrained(queue, nowMs)
  }

  /**
   * Lets a partition that lost a sequence go on under a newer epoch, or another id, once nothing of it is on the wire (KIP-360, I4, I5).
   * Batches that no broker can have stored are stamped anew; one that may have been stored is never sent again (I3).
   */
  #restartIfDrained(queue: PartitionQueue, nowMs: number): void {
    const { identity, broken } = queue.sequences
    if (!broken || queue.inFlight.length > 0) return
    if (identity !== null) {
      this.#identities.retire(identity)
      this.#reporter.events.sequenceGap(queue, identity)
    }
    queue.sequences.reset()
    for (const batch of queue.retrying.toArray()) {
      if (batch.mayBeWritten) {
        this.#accumulator.settled(batch)
        this.#accumulator.finishQueued(batch, nowMs)
        batch.fail(undecidableError(batch), this.#reporter)
      } else batch.unseal()
    }
    this.#accumulator.refresh(queue, nowMs)
  }
}

/** Whether a broker knows the producer id under a later epoch than ours, which only somebody else can have given it. */
function provesSharedId(outcome: BatchOutcome): boolean {
  if (outcome.kind !== 'sequence-lost' && outcome.kind !== 'failed') return false
  return outcome.error.brokerError === 'INVALID_PRODUCER_EPOCH'
}
