import { NO_TOPIC_ID, type TopicMetadata } from './cluster-metadata.ts'
import { isOlderLeader } from './is-older-leader.ts'
import { mergeTopic } from './merge-topic.ts'

/**
 * Milliseconds after which brokers that say nothing but what seemed outdated are believed: a cluster may have gone back, as
 * one does that was restored from a copy, and a broker that lags behind has caught up by then.
 */
const BELIEVED_AFTER_MS = 30_000
/**
 * The same while the id that counts may well be the wrong one: leaders have denied it or the one before, or it has replaced another
 * and a partition has no leader under it, so that nobody is sent anything that he could deny. Long enough for a second broker to be
 * heard.
 */
const BELIEVED_IN_DOUBT_AFTER_MS = 500
/** How many ids of one name are remembered as outdated. */
const MAX_FORMER_IDS = 8

/**
 * What brokers' metadata says of one topic, all words taken together: brokers learn of changes one after the other, so the
 * next answer may be older than the last. Of two topics under one name the one that was heard of later is the newer, and the
 * id that it replaced is not believed again, unless leaders deny the newer.
 */
export class TopicWord {
  #topic: TopicMetadata | null = null
  readonly #formerIds: string[] = []
  #outdatedSinceMs: number | null = null
  /** What leaders say of the id: something was taken under it; nothing since it replaced another; one was denied since. */
  #standing: 'taken' | 'untried' | 'denied' = 'taken'

  /** Takes in an answer about the topic and returns what counts from now on; the same object as before when that is no news. */
  hear(heard: TopicMetadata, nowMs: number): TopicMetadata {
    const before = this.#topic
    const isFormer = this.#formerIds.includes(heard.topicId)
    const isOutdated = isFormer || (before !== null && isBehind(heard, before))
    this.#outdatedSinceMs = isOutdated ? (this.#outdatedSinceMs ?? nowMs) : null
    const isDoubtful = isFormer && this.#isInDoubt()
    const believedAfterMs = isDoubtful ? BELIEVED_IN_DOUBT_AFTER_MS : BELIEVED_AFTER_MS
    const isBelieved = nowMs - (this.#outdatedSinceMs ?? nowMs) >= believedAfterMs
    if (before !== null && isFormer && !isBelieved) return before
    const topic = isBelieved ? heard : mergeTopic(before, heard)
    if (before !== null) this.#rememberId(before.topicId, topic.topicId)
    this.#topic = topic
    return topic
  }

  /**
   * A leader does not know the topic by its id, and none has taken anything under it: a broker may have told of a topic that was there
   * in between, and the id that is right was heard before. What is heard next counts, whatever it replaced.
   */
  doubtId(): void {
    this.#formerIds.length = 0
    this.#standing = 'denied'
  }

  /** A leader has taken something under that id. */
  confirmId(topicId: string): void {
    if (this.#topic?.topicId === topicId) this.#standing = 'taken'
  }

  #isInDoubt(): boolean {
    if (this.#standing !== 'untried') return this.#standing === 'denied'
    return this.#topic?.partitions.some(({ leaderId }) => leaderId < 0) === true
  }

  #rememberId(former: string, current: string): void {
    if (former === current || former === NO_TOPIC_ID || current === NO_TOPIC_ID) return
    const again = this.#formerIds.indexOf(current)
    if (again >= 0) this.#formerIds.splice(again, 1)
    this.#formerIds.push(former)
    if (this.#formerIds.length > MAX_FORMER_IDS) this.#formerIds.shift()
    this.#outdatedSinceMs = null
    if (this.#standing === 'taken') this.#standing = 'untried'
  }
}

function isBehind(heard: TopicMetadata, known: TopicMetadata): boolean {
  if (heard.topicId !== known.topicId || heard.topicId === NO_TOPIC_ID) return false
  return heard.partitions.some((partition, index) => {
    const before = known.partitions[index]
    return before !== undefined && isOlderLeader(partition, before)
  })
}
