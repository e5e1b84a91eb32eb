import { brokerErrorCode } from '@headwater/protocol'
import { Fifo } from '../accumulator/fifo.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { TopicQueues } from '../accumulator/topic-queues.ts'
import type { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { LeaderNews } from '../metadata/leader-news.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import type { Clock } from '../time/clock.ts'
import {
  type BatchOutcome,
  decideOutcome,
  decideUnanswered,
  type PartitionAnswer,
} from './batch-outcome.ts'
import type { BatchSettlement } from './batch-settlement.ts'
import { collectLeaderHints } from './collect-leader-hints.ts'
import { type BatchResult, EndedCall } from './ended-call.ts'
import { MAX_SETTLED_IN_TURN } from './max-settled-in-turn.ts'
import type { ProduceCall, ProduceCallListener } from './produce-call.ts'
import { decodeProduceResponse } from './produce-response.ts'

export interface ProduceResultsDependencies {
  readonly settlement: BatchSettlement
  readonly retryPolicy: RetryPolicy
  readonly clock: Clock
  readonly events: DeliveryEvents
  readonly refreshMetadata: () => void
  /** Told of what answers say about topics beside what became of batches. */
  readonly leaderNews: LeaderNews
  /** Has the sender run at the end of this turn. */
  readonly wake: () => void
}

const UNKNOWN_TOPIC_ID = brokerErrorCode('UNKNOWN_TOPIC_ID')
/** Milliseconds for which a batch that was taken under an id outweighs a leader that denies it: later the topic may be gone. */
const ID_PROVEN_FOR_MS = 1_000

type UnsettledOutcome = Exclude<BatchOutcome, { readonly kind: 'acknowledged' | 'failed' }>

/**
 * How requests ended, batch by batch: each result is decided on and applied in the order in which it came, up to what one turn
 * may settle; the rest waits for the next.
 */
export class ProduceResults implements ProduceCallListener {
  readonly #dependencies: ProduceResultsDependencies
  /** Requests that ended, of which some is not applied. */
  readonly #ended = new Fifo<EndedCall>()
  #settledInTurn = 0
  #refreshWanted = false

  constructor(dependencies: ProduceResultsDependencies) {
    this.#dependencies = dependencies
  }

  /** How many more records may settle in this turn; below 1 when that were enough. */
  get leftInTurn(): number {
    return MAX_SETTLED_IN_TURN - this.#settledInTurn
  }

  /** Counts records that settled elsewhere in this turn. */
  countSettled(recordCount: number): void {
    this.#settledInTurn += recordCount
  }

  /** Begins a turn: applies what was put off, up to what it may settle; if that is not all, {@link leftInTurn} is below 1. */
  beginTurn(nowMs: number): void {
    this.#settledInTurn = 0
    this.#goOn(nowMs)
    this.#refreshIfWanted()
  }

  /** @throws ProtocolError when the answer is garbled: the connection then closes and the call ends unanswered */
  onAnswered(call: ProduceCall, body: Buffer): void {
    const answer = decodeProduceResponse(call.version, body)
    const nowMs = this.#dependencies.clock.now()
    call.markAnswered()
    call.broker.leaveWire(nowMs)
    this.#dependencies.events.answered(call.broker.nodeId, answer.throttleTimeMs, nowMs)
    if (answer.throttleTimeMs > 0) call.broker.throttle(answer.throttleTimeMs, nowMs)
    // Before anything is put back, so that it goes to the new leader at once.
    const hints = collectLeaderHints(answer, (topicId) => call.topicName(topicId))
    if (hints !== null) this.#dependencies.leaderNews.follow(hints)
    this.#end(new EndedCall(call, answer.topics, PARTITION_LEFT_OUT), nowMs)
    this.#refreshIfWanted()
    this.#dependencies.wake()
  }

  onDeparted(call: ProduceCall): void {
    const nowMs = this.#dependencies.clock.now()
    call.broker.unanswered = true
    call.broker.leaveWire(nowMs)
    this.#end(new EndedCall(call, [], NOT_TOLD), nowMs)
    this.#dependencies.wake()
  }

  onUnanswered(call: ProduceCall, failure: ProducerError): void {
    const nowMs = this.#dependencies.clock.now()
    call.broker.leaveWire(nowMs)
    this.#end(new EndedCall(call, [], failure), nowMs)
    this.#refreshIfWanted()
    this.#dependencies.wake()
  }

  /** Applies an outcome to a batch that was on the wire. */
  apply(batch: ProducerBatch, outcome: BatchOutcome, nowMs: number): void {
    const settles = outcome.kind === 'acknowledged' || outcome.kind === 'failed'
    if (!batch.settled) {
      if (settles) this.#settledInTurn += batch.recordCount
      else this.#tell(batch, outcome)
    }
    this.#dependencies.settlement.apply(batch, outcome, nowMs)
  }

  #noteTopicId(topic: TopicQueues, sentUnder: string, errorCode: number, nowMs: number): void {
    if (errorCode === 0) {
      topic.acknowledgedAtMs = nowMs
      if (topic.acknowledgedId === sentUnder) return
      topic.acknowledgedId = sentUnder
      this.#dependencies.leaderNews.confirmTopicId(topic.name, sentUnder)
    } else if (errorCode === UNKNOWN_TOPIC_ID && sentUnder === topic.topicId) {
      // A leader that has just taken something under the id is right about it, and one that denies it is behind.
      const provenUntilMs = topic.acknowledgedAtMs + ID_PROVEN_FOR_MS
      if (topic.acknowledgedId === sentUnder && nowMs < provenUntilMs) return
      topic.acknowledgedId = ''
      this.#dependencies.leaderNews.doubtTopicId(topic.name)
    }
  }

  #tell(batch: ProducerBatch, outcome: UnsettledOutcome): void {
    const { events } = this.#dependencies
    if (outcome.kind === 'split') {
      events.batchSplit(batch)
      return
    }
    events.batchRetried(batch, outcome.error, outcome.delayMs)
    // Behind a batch that was refused for good, the broker misses only what the caller was told of.
    const isNews = !batch.queue.sequences.broken
    if (outcome.kind === 'sequence-lost' && outcome.unexpected && isNews) {
      events.acknowledgedMissing(batch, outcome.error)
    }
  }

  #end(ended: EndedCall, nowMs: number): void {
    this.#ended.push(ended)
    this.#goOn(nowMs)
  }

  // In the order in which they ended, since a decision depends on those before. Whose turn it is is asked anew for every batch:
  // a caller's callback may have moved virtual time, and with it all of this.
  #goOn(nowMs: number): void {
    while (this.leftInTurn > 0) {
      const ended = this.#ended.first
      if (ended === undefined) return
      const next = ended.next()
      if (next !== null) this.#decide(next, nowMs)
      else {
        this.#ended.shift()
        // Behind its results: their callers send more, which shall gather and not leave piece by piece.
        ended.call.broker.settled(ended.call.unfilled)
      }
    }
  }

  #decide({ batch, result, topicId }: BatchResult, nowMs: number): void {
    if (!(result instanceof ProducerError) && topicId !== undefined) {
      this.#noteTopicId(batch.queue.topic, topicId, result.errorCode, nowMs)
    }
    if (!(result instanceof ProducerError) && result.errorCode === 0) {
      const { baseOffset, logAppendTimeMs } = result
      this.apply(batch, { kind: 'acknowledged', baseOffset, logAppendTimeMs }, nowMs)
      return
    }
    const { settlement, retryPolicy } = this.#dependencies
    const facts = settlement.facts(batch, nowMs)
    const outcome =
      result instanceof ProducerError
        ? decideUnanswered(result, facts, retryPolicy)
        : decideOutcome(result, facts, retryPolicy)
    this.#refreshWanted ||=
      result instanceof ProducerError || ('refreshMetadata' in outcome && outcome.refreshMetadata)
    this.apply(batch, outcome, nowMs)
  }

  // Once for all that was decided together; calls until the refresher's backoff is over are one as well.
  #refreshIfWanted(): void {
    if (!this.#refreshWanted) return
    this.#refreshWanted = false
    this.#dependencies.refreshMetadata()
  }
}

const NOT_TOLD: PartitionAnswer = Object.freeze({
  errorCode: 0,
  baseOffset: -1,
  logAppendTimeMs: -1,
  errorMessage: null,
  logStartOffset: -1,
  recordErrors: [],
})

const PARTITION_LEFT_OUT = new ProducerError(
  'BROKER_REJECTED',
  'The broker’s answer left out a partition that the request named',
  { retriable: true, persisted: 'possibly' },
)
