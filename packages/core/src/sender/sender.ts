import { produceRequest } from '@headwater/protocol'
import type { BrokerQueue } from '../accumulator/broker-queue.ts'
import { Fifo } from '../accumulator/fifo.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import type { Logger } from '../diagnostics/logger.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { ProducerIdentities } from '../idempotence/producer-identities.ts'
import type { BrokerConnection } from '../network/broker-connection.ts'
import type { BrokerPool } from '../network/broker-pool.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import type { Clock } from '../time/clock.ts'
import { unsupportedError } from './batch-errors.ts'
import { type BatchOutcome, decideOutcome, decideUnanswered } from './batch-outcome.ts'
import type { BatchSettlement } from './batch-settlement.ts'
import { ProduceCall, type ProduceCallListener } from './produce-call.ts'
import { encodeProduceRequest, PRODUCE_VERSION } from './produce-request.ts'
import { decodeProduceResponse, type ProduceAnswer } from './produce-response.ts'
import type { RecordSource, WaitingCallers } from './record-source.ts'
import { SenderSchedule } from './sender-schedule.ts'

export interface SenderDependencies {
  readonly accumulator: RecordAccumulator
  readonly settlement: BatchSettlement
  readonly identities: ProducerIdentities
  readonly pool: BrokerPool
  readonly retryPolicy: RetryPolicy
  readonly clock: Clock
  readonly logger: Logger
  readonly options: SenderOptions
  /** Begins to get a producer id; the sender is woken when it is there. */
  readonly acquireIdentity: () => void
  readonly refreshMetadata: () => void
}

export interface SenderOptions {
  /** −1 for all, as on the wire. */
  readonly acks: number
  readonly enableIdempotence: boolean
  readonly maxInFlightRequests: number
  readonly requestTimeoutMs: number
}

/** How long bytes that no answer will come for are given to leave for the kernel before they are looked at again. */
const UNANSWERED_PAUSE_MS = 1

/**
 * Records that settle before other work gets its turn: a caller's reactions to them run in the same turn, and at a microsecond
 * or two each they stay well below 20 ms.
 */
export const MAX_SETTLED_IN_TURN = 4_096

interface PutOffAnswer {
  readonly call: ProduceCall
  readonly answer: ProduceAnswer
}

interface UnanswerableCall {
  readonly connection: BrokerConnection
  readonly call: ProduceCall
}

const NOT_STORED_NOR_TOLD: BatchOutcome = Object.freeze({
  kind: 'acknowledged',
  baseOffset: -1,
  logAppendTimeMs: -1,
})

/**
 * Moves batches from the accumulator to the brokers, at its own pace: appending wakes it, a pass looks at every broker that
 * has something to send, and answers are applied as they come.
 */
export class Sender implements ProduceCallListener {
  readonly schedule: SenderSchedule
  readonly #dependencies: SenderDependencies
  /** Answers that came when enough had settled in one turn. */
  readonly #answers = new Fifo<PutOffAnswer>()
  #settledInTurn = 0
  /** Requests with `acks: 0`: they count as in flight until their bytes have left, which is all that can be known. */
  #unanswerable: UnanswerableCall[] = []
  #source: RecordSource | null = null
  #callers: WaitingCallers | null = null

  constructor(dependencies: SenderDependencies) {
    this.#dependencies = dependencies
    this.schedule = new SenderSchedule(dependencies.clock, () => this.runOnce())
  }

  /** Names where waiting records come from, and who else waits for room; before the first pass. */
  feedFrom(source: RecordSource, callers: WaitingCallers): void {
    this.#source = source
    this.#callers = callers
  }

  /** One pass: expire, admit, drain. Its cost is that of what it sends. */
  runOnce(): void {
    const { accumulator, settlement, clock } = this.#dependencies
    const nowMs = clock.now()
    this.#applyPutOff(nowMs)
    if (this.#unanswerable.length > 0) this.#settleUnanswerable(nowMs)
    this.#settledInTurn += settlement.expire(nowMs, MAX_SETTLED_IN_TURN)
    accumulator.advance(nowMs)
    const admitsMore = this.#source?.admit(nowMs, MAX_SETTLED_IN_TURN) ?? false
    if (admitsMore || this.#settledInTurn >= MAX_SETTLED_IN_TURN) this.schedule.wake()
    this.#callers?.check()
    if (this.#hasIdentity()) {
      for (const broker of accumulator.brokers) {
        if (broker.hasSendable) this.#drain(broker, nowMs)
      }
    }
    const nextDeadlineMs = accumulator.unsettled.first?.deadlineMs ?? Number.POSITIVE_INFINITY
    const waitsUntilMs = this.#source?.nextDeadlineMs() ?? Number.POSITIVE_INFINITY
    this.#wakeAt(Math.min(nextDeadlineMs, waitsUntilMs, accumulator.nextAdvanceAtMs()))
  }

  /** @throws ProtocolError when the answer is garbled: the connection then closes and the call ends unanswered */
  onAnswered(call: ProduceCall, body: Buffer): void {
    const answer = decodeProduceResponse(call.version, body)
    call.markAnswered()
    if (this.#answers.length === 0 && this.#settledInTurn < MAX_SETTLED_IN_TURN) {
      this.#applyAnswer(call, answer, this.#dependencies.clock.now())
      return
    }
    this.#answers.push({ call, answer })
    this.schedule.wake()
  }

  onUnanswered(call: ProduceCall, failure: ProducerError): void {
    this.#leaveWire(call)
    this.#applyUnanswered(call, failure, this.#dependencies.clock.now())
  }

  /** Applies answers that were put off, up to what one turn may settle. */
  #applyPutOff(nowMs: number): void {
    this.#settledInTurn = 0
    while (this.#settledInTurn < MAX_SETTLED_IN_TURN) {
      const next = this.#answers.shift()
      if (next === undefined) return
      this.#applyAnswer(next.call, next.answer, nowMs)
    }
    this.schedule.wake()
  }

  #applyAnswer(call: ProduceCall, answer: ProduceAnswer, nowMs: number): void {
    this.#leaveWire(call)
    if (answer.throttleTimeMs > 0) call.broker.mutedUntilMs = nowMs + answer.throttleTimeMs
    let refresh = false
    for (const topic of answer.topics) {
      for (const partition of topic.partitions) {
        const batch = call.takeAnswered(topic, partition.partition)
        if (batch === null) continue
        this.#settledInTurn += batch.recordCount
        const { settlement, retryPolicy } = this.#dependencies
        const outcome = decideOutcome(partition, settlement.facts(batch, nowMs), retryPolicy)
        refresh ||= outcome.kind === 'retry' && outcome.refreshMetadata
        this.#apply(batch, outcome, nowMs)
      }
    }
    if (refresh) this.#dependencies.refreshMetadata()
    this.#applyUnanswered(call, PARTITION_LEFT_OUT, nowMs)
  }

  #drain(broker: BrokerQueue, nowMs: number): void {
    if (broker.mutedUntilMs > nowMs) {
      this.#wakeAt(broker.mutedUntilMs)
      return
    }
    const { accumulator, pool, options } = this.#dependencies
    const connection = pool.connection(broker.nodeId)
    if (connection === null) return // It is dialled; the pool wakes us.
    while (broker.requestsInFlight < options.maxInFlightRequests && broker.hasSendable) {
      const batches: ProducerBatch[] = []
      const unfilled = accumulator.drain(broker, nowMs, batches)
      if (!this.#send(connection, broker, batches, unfilled, nowMs)) return this.schedule.wake()
    }
  }

  /** @returns false when broker and client have no version in common: the batches have failed */
  #send(
    connection: BrokerConnection,
    broker: BrokerQueue,
    batches: readonly ProducerBatch[],
    unfilled: boolean,
    nowMs: number,
  ): boolean {
    const { acks, requestTimeoutMs } = this.#dependencies.options
    const hasTopicIds = batches.every((batch) => batch.queue.topic.hasTopicId)
    const highest = hasTopicIds ? PRODUCE_VERSION.highest : PRODUCE_VERSION.withoutTopicId
    const version = connection.version(produceRequest, highest)
    if (version < 0) {
      for (const batch of batches) {
        const error = unsupportedError(batch, PRODUCE_VERSIONS)
        this.#apply(batch, { kind: 'failed', error }, nowMs)
      }
      return false
    }
    for (const batch of batches) {
      this.#seal(batch)
      batch.attempts++
    }
    const body = encodeProduceRequest(version, acks, requestTimeoutMs, batches)
    const flexible = version >= produceRequest.flexibleFrom
    const call = new ProduceCall(broker, version, unfilled, batches, this)
    this.#enterWire(call)
    const { parts, sizeInBytes } = body
    const handler = acks === 0 ? null : call
    connection.send(produceRequest.apiKey, version, flexible, parts, sizeInBytes, handler)
    if (handler === null) {
      this.#unanswerable.push({ connection, call })
      this.schedule.wake()
    }
    return true
  }

  // Sequences are given out here, in the order in which requests leave, and never again for the same bytes (I1).
  #seal(batch: ProducerBatch): void {
    if (batch.sealed) return
    const { identities, options } = this.#dependencies
    if (!options.enableIdempotence) {
      batch.seal(null)
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

  #applyUnanswered(call: ProduceCall, failure: ProducerError, nowMs: number): void {
    const { settlement, retryPolicy, refreshMetadata } = this.#dependencies
    let any = false
    for (const batch of call.unanswered) {
      any = true
      const facts = settlement.facts(batch, nowMs)
      this.#apply(batch, decideUnanswered(failure, facts, retryPolicy), nowMs)
    }
    if (any) refreshMetadata()
  }

  #settleUnanswerable(nowMs: number): void {
    const calls = this.#unanswerable
    this.#unanswerable = []
    for (const { connection, call } of calls) {
      if (!connection.isOpen) this.onUnanswered(call, LOST_ON_THE_WAY)
      else if (connection.bufferedBytes > 0) this.#unanswerable.push({ connection, call })
      else {
        this.#leaveWire(call)
        for (const batch of call.unanswered) this.#apply(batch, NOT_STORED_NOR_TOLD, nowMs)
      }
    }
    if (this.#unanswerable.length > 0) this.#wakeAt(nowMs + UNANSWERED_PAUSE_MS)
  }

  #apply(batch: ProducerBatch, outcome: BatchOutcome, nowMs: number): void {
    if (outcome.kind === 'retry' || outcome.kind === 'sequence-lost') {
      this.#dependencies.logger.debug('A batch will be sent again', {
        topic: batch.queue.topic.name,
        partition: batch.queue.partition,
        attempts: batch.attempts,
        delayMs: outcome.delayMs,
        error: outcome.error.message,
      })
    }
    this.#dependencies.settlement.apply(batch, outcome, nowMs)
  }

  #hasIdentity(): boolean {
    const { options, identities, acquireIdentity, accumulator } = this.#dependencies
    if (!options.enableIdempotence || identities.current !== null) return true
    if (accumulator.unsettled.first !== null) acquireIdentity()
    return false
  }

  #enterWire(call: ProduceCall): void {
    call.broker.requestsInFlight++
    if (call.unfilled) call.broker.unfilledRequestsInFlight++
  }

  #leaveWire(call: ProduceCall): void {
    call.broker.requestsInFlight--
    if (call.unfilled) call.broker.unfilledRequestsInFlight--
    this.schedule.wake()
  }

  #wakeAt(atMs: number): void {
    if (atMs !== Number.POSITIVE_INFINITY) this.schedule.wakeAt(atMs)
  }
}

const PARTITION_LEFT_OUT = new ProducerError(
  'BROKER_REJECTED',
  'The broker’s answer left out a partition that the request named',
  { retriable: true, persisted: 'possibly' },
)

const LOST_ON_THE_WAY = new ProducerError(
  'BROKERS_UNREACHABLE',
  'The connection was lost before the records had left',
  { retriable: true, persisted: 'possibly' },
)

const PRODUCE_VERSIONS = `${produceRequest.minVersion} to ${PRODUCE_VERSION.highest}`
