import { type BrokerError, brokerErrorByCode, brokerErrorCode } from '@headwater/protocol'
import type { TopicMetadata } from './cluster-metadata.ts'
import { mergeTopic } from './merge-topic.ts'
import { isTopicError } from './read-metadata.ts'

const UNKNOWN_TOPIC = brokerErrorByCode(brokerErrorCode('UNKNOWN_TOPIC_OR_PARTITION'))

/** One topic that is asked for: what is known of it, and when to ask for it in particular. */
export class TopicInterest {
  readonly name: string
  /** Kept while the topic is in error, because the epochs that it holds still count. */
  #known: TopicMetadata | null = null
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
   * @param retryAtMs when to ask again after that many failures in a row.
   * @returns whether anything changed.
   */
  hear(
    heard: TopicMetadata | BrokerError | undefined,
    retryAtMs: (failures: number) => number,
  ): boolean {
    if (heard === undefined || isTopicError(heard)) {
      const error = heard ?? UNKNOWN_TOPIC
      const changed = this.#error?.code !== error.code
      this.#error = error
      this.#failures++
      this.#dueAtMs = error.retriable ? retryAtMs(this.#failures) : Number.POSITIVE_INFINITY
      return changed
    }
    const merged = mergeTopic(this.#known, heard)
    const changed = merged !== this.#known || this.#error !== null
    this.#known = merged
    this.#error = null
    this.#failures = 0
    this.#dueAtMs = Number.POSITIVE_INFINITY
    return changed
  }
}
