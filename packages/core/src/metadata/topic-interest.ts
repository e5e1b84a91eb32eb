import { type BrokerError, brokerErrorByCode, brokerErrorCode } from '@headwater/protocol'
import type { TopicMetadata } from './cluster-metadata.ts'
import { followLeaderHints, type TopicLeaderHints } from './leader-hints.ts'
import { mergeTopic } from './merge-topic.ts'
import { isTopicError } from './read-metadata.ts'
import { sameTopic } from './same-topic.ts'
import { TopicWord } from './topic-word.ts'

const UNKNOWN_TOPIC = brokerErrorByCode(brokerErrorCode('UNKNOWN_TOPIC_OR_PARTITION'))

/**
 * Milliseconds for which a hint counts more than metadata of an older epoch: as long as other brokers take to hear of a new
 * leader. After that a hint which nobody confirmed gives way, or a false one would hold a partition for ever; a true one is
 * told again at the price of one request.
 */
const HINTS_HOLD_MS = 250

/** One topic that is asked for: what is known of it, and when to ask for it in particular. */
export class TopicInterest {
  readonly name: string
  /** Kept while the topic is in error, because the ids and epochs that it has heard still count. */
  readonly #word = new TopicWord()
  /** The word of metadata, with hints that are newer. */
  #known: TopicMetadata | null = null
  #hintsHoldUntilMs = Number.NEGATIVE_INFINITY
  #error: BrokerError | null = null
  #failures = 0
  /** By the clock: in the past for a topic that was never heard of, never for one that needs no asking of its own. */
  #dueAtMs = Number.NEGATIVE_INFINITY

  constructor(name: string) {
    this.name = name
  }

  get dueAtMs(): number {
    return this.#dueAtMs
  }

  get metadata(): TopicMetadata | null {
    return this.#error === null ? this.#known : null
  }

  get error(): BrokerError | null {
    return this.#error
  }

  /**
   * Takes in what a broker said; `undefined` when it left the topic out.
   *
   * @param retryAfterMs how long to wait before the topic is asked for again, after that many failures in a row.
   * @returns whether anything changed.
   */
  hear(
    heard: TopicMetadata | BrokerError | undefined,
    nowMs: number,
    retryAfterMs: (failures: number) => number,
  ): boolean {
    if (heard === undefined || isTopicError(heard)) {
      const error = heard ?? UNKNOWN_TOPIC
      const changed = this.#error?.code !== error.code
      this.#error = error
      this.#failures++
      const retryAtMs = nowMs + retryAfterMs(this.#failures)
      // A topic that was known is asked for again whatever the error: its leaders may have moved meanwhile, and nothing else
      // would tell before the metadata has become old.
      const asksAgain = error.retriable || this.#known !== null
      this.#dueAtMs = asksAgain ? retryAtMs : Number.POSITIVE_INFINITY
      return changed
    }
    const before = this.#known
    const word = this.#word.hear(heard, nowMs)
    const now = nowMs < this.#hintsHoldUntilMs ? mergeTopic(before, word) : word
    const changed = before === null || !sameTopic(before, now)
    if (changed) this.#known = now
    const recovered = this.#error !== null
    this.#error = null
    this.#failures = 0
    this.#dueAtMs = Number.POSITIVE_INFINITY
    return changed || recovered
  }

  /** See {@link TopicWord.doubtId}. */
  doubtId(): void {
    this.#word.doubtId()
  }

  /** See {@link TopicWord.confirmId}. */
  confirmId(topicId: string): void {
    this.#word.confirmId(topicId)
  }

  /** Takes over leaders that a broker named in passing. @returns the topic when that changed it, else `null` */
  follow(
    hints: TopicLeaderHints,
    nowMs: number,
    isKnownBroker: (nodeId: number) => boolean,
  ): TopicMetadata | null {
    const before = this.metadata
    if (before === null) return null
    const followed = followLeaderHints(before, hints, isKnownBroker)
    if (followed === before) return null
    this.#known = followed
    this.#hintsHoldUntilMs = nowMs + HINTS_HOLD_MS
    return followed
  }
}
