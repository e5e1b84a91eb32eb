import { produceRequest } from '@headwater/protocol'
import type { BrokerQueue } from '../accumulator/broker-queue.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import { COMPRESSION_ID } from '../compression/compression-id.ts'
import type { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { ProducerIdentities } from '../idempotence/producer-identities.ts'
import type { LeaderNews } from '../metadata/leader-news.ts'
import type { BrokerConnection } from '../network/broker-connection.ts'
import type { BrokerPool } from '../network/broker-pool.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import type { Clock } from '../time/clock.ts'
import { unsupportedError } from './batch-errors.ts'
import type { BatchSettlement } from './batch-settlement.ts'
import { MAX_SETTLED_IN_TURN } from './max-settled-in-turn.ts'
import { ProduceCall } from './produce-call.ts'
import { encodeProduceRequest, PRODUCE_VERSION } from './produce-request.ts'
import { ProduceResults } from './produce-results.ts'
import type { RecordSource, WaitingCallers } from './record-source.ts'
import { RefusedBatches } from './refused-batches.ts'
import { SenderSchedule } from './sender-schedule.ts'
import { SilenceWatch } from './silence-watch.ts'

export interface SenderDependencies {
  readonly accumulator: RecordAccumulator
  readonly settlement: BatchSettlement
  readonly identities: ProducerIdentities
  readonly pool: BrokerPool
  readonly retryPolicy: RetryPolicy
  readonly clock: Clock
  readonly events: DeliveryEvents
  readonly options: SenderOptions
  /** Begins to get a producer id; the sender is woken when it is there. */
  readonly acquireIdentity: () => void
  readonly refreshMetadata: () => void
  /** Told of what answers say about topics beside what became of batches. */
  readonly leaderNews: LeaderNews
}

export interface SenderOptions {
  /** −1 for all, as on the wire. */
  readonly acks: number
  readonly enableIdempotence: boolean
  readonly maxInFlightRequests: number
  readonly requestTimeoutMs: number
}

/**
 * Moves batches from the accumulator to the brokers, at its own pace: appending wakes it, and a pass looks at every broker that
 * has something to send. What comes of the requests goes to its {@link ProduceResults}.
 */
export class Sender {
  readonly schedule: SenderSchedule
  readonly #dependencies: SenderDependencies
  readonly #results: ProduceResults
  readonly #silenceWatch: SilenceWatch
  readonly #refused: RefusedBatches
  #source: RecordSource | null = null
  #callers: WaitingCallers | null = null

  constructor(dependencies: SenderDependencies) {
    this.#dependencies = dependencies
    this.schedule = new SenderSchedule(dependencies.clock, () => this.runOnce())
    const { pool, options, refreshMetadata } = dependencies
    const { enableIdempotence } = options
    this.#silenceWatch = new SilenceWatch({ pool, enableIdempotence, refreshMetadata })
    this.#results = new ProduceResults({ ...dependencies, wake: this.schedule.wake })
    this.#refused = new RefusedBatches(dependencies.settlement)
  }

  /**
   * Whether anything waits for a producer id. What is on the wire has one, and what was refused one is about to fail: to ask for
   * them would be refused again, and at once.
   */
  get wantsIdentity(): boolean {
    return this.#dependencies.accumulator.hasQueued && !this.#refused.pending
  }

  /** No broker gives a producer id: fails what waits for one. What is sent from now on asks again. */
  refuse(refusal: ProducerError): void {
    this.#refused.add(this.#dependencies.accumulator.unsettled.toArray(), refusal)
    this.schedule.wake()
  }

  /** Names where waiting records come from, and who else waits for room; before the first pass. */
  feedFrom(source: RecordSource, callers: WaitingCallers): void {
    this.#source = source
    this.#callers = callers
  }

  /** One pass: expire, admit, drain. Its cost is that of what it sends. */
  runOnce(): void {
    const { accumulator, settlement, clock, options } = this.#dependencies
    const nowMs = clock.now()
    const results = this.#results
    results.beginTurn(nowMs)
    this.#refused.settle(results, nowMs)
    results.countSettled(settlement.expire(nowMs, results.leftInTurn))
    results.countSettled(settlement.failUncompressed(nowMs, results.leftInTurn))
    accumulator.advance(nowMs)
    const admitsMore = this.#source?.admit(nowMs, MAX_SETTLED_IN_TURN) ?? false
    // Whoever stopped for the end of the turn is not woken by anything else.
    if (admitsMore || results.leftInTurn <= 0) this.schedule.wake()
    this.#callers?.check()
    const hasIdentity = this.#hasIdentity()
    const { brokers } = accumulator
    let broker = brokers.firstActive
    for (; broker !== null; broker = brokers.nextActive(broker, nowMs)) {
      if (hasIdentity && broker.hasSendable) this.#drain(broker, nowMs)
      // With acks 0 silence is all there is.
      if (options.acks !== 0) this.#wakeAt(this.#silenceWatch.look(broker, nowMs))
    }
    const nextDeadlineMs = accumulator.unsettled.first?.deadlineMs ?? Number.POSITIVE_INFINITY
    const waitsUntilMs = this.#source?.nextDeadlineMs() ?? Number.POSITIVE_INFINITY
    this.#wakeAt(Math.min(nextDeadlineMs, waitsUntilMs, accumulator.nextAdvanceAtMs()))
  }

  #drain(broker: BrokerQueue, nowMs: number): void {
    if (broker.mutedUntilMs > nowMs) {
      this.#wakeAt(broker.mutedUntilMs)
      return
    }
    const { accumulator, pool, options } = this.#dependencies
    const connection = pool.connection(broker.nodeId)
    if (connection === null) {
      // An answer about other topics may leave a leader out, and then nobody but us knows that it is wanted. One that is
      // known is dialled, and the pool wakes us.
      if (!pool.knows(broker.nodeId)) this.#dependencies.refreshMetadata()
      return
    }
    while (broker.requestsInFlight < options.maxInFlightRequests && broker.hasSendable) {
      const batches: ProducerBatch[] = []
      const unfilled = accumulator.drain(broker, nowMs, batches)
      if (batches.length === 0) return // All that could go is being compressed, which wakes us.
      if (!this.#send(connection, broker, batches, unfilled, nowMs)) return this.schedule.wake()
    }
  }

  /** @returns false when the broker can read none of the batches: they have failed */
  #send(
    connection: BrokerConnection,
    broker: BrokerQueue,
    batches: readonly ProducerBatch[],
    unfilled: boolean,
    nowMs: number,
  ): boolean {
    const { options, events } = this.#dependencies
    const { acks, requestTimeoutMs } = options
    const hasTopicIds = batches.every((batch) => batch.queue.topic.hasTopicId)
    const highest = hasTopicIds ? PRODUCE_VERSION.highest : PRODUCE_VERSION.withoutTopicId
    const version = connection.version(produceRequest, highest)
    if (version < 0) {
      for (const batch of batches) {
        const error = unsupportedError(batch, NO_COMMON_VERSION)
        this.#results.apply(
          batch,
          { kind: 'failed', error, culprits: null, refreshMetadata: false },
          nowMs,
        )
      }
      return false
    }
    const readable = version < PRODUCE_VERSION.zstd ? this.#withoutZstd(batches, nowMs) : batches
    if (readable.length === 0) return false
    for (const batch of readable) {
      this.#seal(batch)
      batch.attempts++
      batch.sentTo = broker
    }
    const body = encodeProduceRequest(version, acks, requestTimeoutMs, readable)
    const flexible = version >= produceRequest.flexibleFrom
    const call = new ProduceCall(broker, version, unfilled, readable, this.#results)
    broker.enterWire(unfilled, nowMs)
    const { parts, sizeInBytes } = body
    const { apiKey } = produceRequest
    if (acks === 0) {
      connection.sendUnanswered(apiKey, version, flexible, parts, sizeInBytes, call)
    } else connection.send(apiKey, version, flexible, parts, sizeInBytes, call)
    events.requestSent(broker.nodeId, readable, nowMs)
    return true
  }

  /** Fails the batches that a broker from before zstd cannot read (KIP-110), and gives the others. */
  #withoutZstd(batches: readonly ProducerBatch[], nowMs: number): readonly ProducerBatch[] {
    const isZstd = ({ compressed }: ProducerBatch): boolean =>
      compressed?.compressionId === COMPRESSION_ID.zstd
    for (const batch of batches.filter(isZstd)) {
      const error = unsupportedError(batch, NO_ZSTD)
      this.#results.apply(
        batch,
        { kind: 'failed', error, culprits: null, refreshMetadata: false },
        nowMs,
      )
    }
    return batches.filter((batch) => !isZstd(batch))
  }

  // Sequences are given out here, in the order in which requests leave, and never again for the same bytes (I1).
  #seal(batch: ProducerBatch): void {
    if (batch.sealed) return
    const { identities, options } = this.#dependencies
    if (!options.enableIdempotence) {
      batch.seal(null)
      return
    }
    // Half of a batch has its share of the sequences already.
    if (batch.stamp !== null) {
      batch.seal(batch.stamp)
      return
    }
    const { sequences } = batch.queue
    if (sequences.identity === null && identities.current !== null) {
      sequences.begin(identities.current)
    }
    if (sequences.identity === null) throw new Error('A batch was drained without a producer id')
    const { producerId, producerEpoch } = sequences.identity
    const baseSequence = sequences.assign(batch.recordCount)
    batch.seal({ producerId, producerEpoch, baseSequence })
  }

  #hasIdentity(): boolean {
    const { options, identities, acquireIdentity } = this.#dependencies
    if (!options.enableIdempotence || identities.current !== null) return true
    if (this.wantsIdentity) acquireIdentity()
    return false
  }

  #wakeAt(atMs: number): void {
    if (atMs !== Number.POSITIVE_INFINITY) this.schedule.wakeAt(atMs)
  }
}

const NO_COMMON_VERSION = `the broker speaks no version of Produce from ${produceRequest.minVersion} to ${PRODUCE_VERSION.highest}`
const NO_ZSTD = `the broker is too old for compression with zstd, which takes version ${PRODUCE_VERSION.zstd} of Produce (Kafka 2.1)`
