import type { BrokerError } from '@headwater/protocol'
import type { Logger } from '../diagnostics/logger.ts'
import type { NetworkEvents } from '../diagnostics/network-events.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { type BackoffSteps, backoffSteps } from '../network/backoff-steps.ts'
import type { BrokerPool } from '../network/broker-pool.ts'
import type { Clock, Timer } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import type { BrokerNode, TopicMetadata } from './cluster-metadata.ts'
import { fetchMetadata } from './fetch-metadata.ts'
import type { LeaderHints } from './leader-hints.ts'
import type { LeaderNews } from './leader-news.ts'
import { canBeDialed, type HeardMetadata, MAX_BROKERS, readMetadata } from './read-metadata.ts'
import { TopicInterest } from './topic-interest.ts'

/** All that is known of the cluster and of the topics that were asked for, whichever of them the last request was about. */
export interface MetadataUpdate {
  readonly brokers: readonly BrokerNode[]
  readonly controllerId: number
  readonly clusterId: string | null
  /** Topics without an error; one that did not change is the same object as in the update before. */
  readonly topics: readonly TopicMetadata[]
  readonly topicErrors: ReadonlyMap<string, BrokerError>
  /** The topics that the last request was about. */
  readonly asked: ReadonlySet<string>
  /** Counts requests from 1: what was {@link MetadataRefresher.asks} when the last one left. */
  readonly ask: number
}

export interface MetadataListener {
  /** The pool knows the brokers already. */
  onMetadata(update: MetadataUpdate): void
  /** Some partitions of these topics have other leaders; nothing else is news. The pool knows the leaders already. */
  onLeadersMoved(topics: readonly TopicMetadata[]): void
  /** A whole request failed. It is repeated after a backoff, and after the longest one when the error is not retriable. */
  onMetadataFailure(error: ProducerError): void
}

export interface MetadataRefresherDependencies {
  readonly pool: Pick<BrokerPool, 'anyConnection' | 'rebootstrap' | 'updateNodes'>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly events: Pick<NetworkEvents, 'metadataRefreshed'>
  readonly metadataMaxAgeMs: number
  readonly metadataRecoveryRebootstrapTriggerMs: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly allowAutoTopicCreation: boolean
  readonly listener: MetadataListener
}

/**
 * How much of the longest backoff a refresh waits at most: the rest is for the answer, the dial and the batch, which waits for
 * replicas that have to find the new leader, too. So records are acknowledged within a second of a new leader (G3). On three real
 * brokers and two cores 0.8 came to 1,281 ms, 0.5 to 1,040 and 0.4 to 1,092.
 */
const REFRESH_SHARE = 0.5

/**
 * Keeps the producer's view of its topics and their leaders. One request at a time: for a new topic at once, for a topic
 * in error after its own backoff, for all of them when told to (with a backoff too, that grows while nothing changes) and
 * when the view has become old.
 */
export class MetadataRefresher implements LeaderNews {
  readonly #dependencies: MetadataRefresherDependencies
  readonly #backoff: BackoffSteps
  readonly #refreshBackoff: BackoffSteps
  readonly #topics = new Map<string, TopicInterest>()
  #state: 'idle' | 'waiting' | 'starting' | 'asking' | 'closed' = 'idle'
  #timer: Timer | null = null
  #brokers: readonly BrokerNode[] = []
  #refreshWanted = false
  #refreshAfterMs = Number.NEGATIVE_INFINITY
  #refreshedAtMs: number
  #refreshesWithoutChange = 0
  #failures = 0
  #failingSinceMs = Number.POSITIVE_INFINITY
  #asks = 0
  #failingUntilMs = Number.NEGATIVE_INFINITY

  constructor(dependencies: MetadataRefresherDependencies) {
    const { clock, random, retryBackoffMs, retryBackoffMaxMs } = dependencies
    this.#dependencies = dependencies
    this.#backoff = backoffSteps(retryBackoffMs, retryBackoffMaxMs, random)
    const refreshMaxMs = retryBackoffMaxMs * REFRESH_SHARE
    const refreshMs = Math.min(retryBackoffMs, refreshMaxMs)
    this.#refreshBackoff = backoffSteps(refreshMs, refreshMaxMs, random)
    this.#refreshedAtMs = clock.now()
  }

  /** How many requests have left so far. */
  get asks(): number {
    return this.#asks
  }

  /** When all topics were last heard of, by the clock; before that, when the refresher was made. */
  get refreshedAtMs(): number {
    return this.#refreshedAtMs
  }

  /** Asks for this topic from now on, and for the first time at the end of this turn. */
  addTopic(name: string): void {
    if (this.#topics.has(name)) return
    this.#topics.set(name, new TopicInterest(name))
    this.#schedule()
  }

  /** Forgets the topic and no longer asks for it. */
  removeTopic(name: string): void {
    this.#topics.delete(name)
  }

  /** Asks for all topics, and the brokers, as soon as the backoff allows; calls until then are one. */
  refresh(): void {
    if (this.#refreshWanted) return
    this.#refreshWanted = true
    this.#schedule()
  }

  /** Needs no request. A hint may introduce a broker; only metadata moves or removes one. */
  follow(hints: LeaderHints): void {
    if (this.#state === 'closed') return
    const brokers = withNewBrokers(this.#brokers, hints)
    const nodeIds = new Set(brokers.map(({ nodeId }) => nodeId))
    const nowMs = this.#dependencies.clock.now()
    const moved: TopicMetadata[] = []
    for (const topicHints of hints.topics) {
      const topic = this.#topics.get(topicHints.name)
      const followed = topic?.follow(topicHints, nowMs, (nodeId) => nodeIds.has(nodeId)) ?? null
      if (followed !== null) moved.push(followed)
    }
    if (moved.length === 0) return
    if (brokers !== this.#brokers) this.#dependencies.pool.updateNodes(brokers)
    this.#brokers = brokers
    this.#dependencies.listener.onLeadersMoved(moved)
  }

  doubtTopicId(name: string): void {
    this.#topics.get(name)?.doubtId()
  }

  confirmTopicId(name: string, topicId: string): void {
    this.#topics.get(name)?.confirmId(topicId)
  }

  doubtTopicIds(): void {
    for (const topic of this.#topics.values()) topic.doubtId()
  }

  /** Asks nothing more; an answer that is under way is dropped. */
  close(): void {
    this.#state = 'closed'
    this.#timer?.cancel()
  }

  #schedule(): void {
    if (this.#state !== 'idle' && this.#state !== 'waiting') return
    this.#timer?.cancel()
    this.#state = 'idle'
    const { clock } = this.#dependencies
    const dueAtMs = this.#dueAtMs()
    const waitMs = dueAtMs - clock.now()
    if (waitMs <= 0) {
      this.#state = 'starting'
      clock.scheduleTurn(() => this.#ask())
    } else if (dueAtMs !== Number.POSITIVE_INFINITY) {
      this.#state = 'waiting'
      this.#timer = clock.setTimer(waitMs, () => this.#ask())
    }
  }

  #dueAtMs(): number {
    let dueAtMs = this.#refreshDueAtMs()
    for (const topic of this.#topics.values()) dueAtMs = Math.min(dueAtMs, topic.dueAtMs)
    return Math.max(dueAtMs, this.#failingUntilMs)
  }

  #refreshDueAtMs(): number {
    if (this.#refreshWanted) return this.#refreshAfterMs
    const { metadataMaxAgeMs } = this.#dependencies
    return this.#topics.size > 0 ? this.#refreshedAtMs + metadataMaxAgeMs : Number.POSITIVE_INFINITY
  }

  #ask(): void {
    if (this.#state === 'closed') return
    const { clock, pool, allowAutoTopicCreation, logger } = this.#dependencies
    const now = clock.now()
    const askForAll = this.#refreshDueAtMs() <= now
    const names = askForAll ? [...this.#topics.keys()] : this.#dueTopics(now)
    if (!askForAll && names.length === 0) {
      this.#state = 'idle'
      this.#schedule()
      return
    }
    this.#state = 'asking'
    const isFull = names.length === this.#topics.size
    const ask = ++this.#asks
    if (askForAll) this.#refreshWanted = false
    fetchMetadata(pool, names, allowAutoTopicCreation)
      .then(readMetadata)
      .then(
        (heard) => this.#settle(() => this.#takeIn(heard, names, isFull, ask)),
        (error) => this.#settle(() => this.#fail(error, askForAll)),
      )
      .catch((error) => logger.error('A listener to metadata has thrown', { error }))
  }

  /** With those that are due within one step, so that topics in error share their requests. */
  #dueTopics(now: number): string[] {
    const untilMs = now + this.#dependencies.retryBackoffMs
    const due = [...this.#topics.values()].filter((topic) => topic.dueAtMs <= untilMs)
    return due.map((topic) => topic.name)
  }

  #settle(conclude: () => void): void {
    if (this.#state === 'closed') return
    this.#state = 'idle'
    try {
      conclude()
    } finally {
      this.#schedule()
    }
  }

  #takeIn(heard: HeardMetadata, names: readonly string[], isFull: boolean, ask: number): void {
    const { clock, pool, listener, logger, events } = this.#dependencies
    const now = clock.now()
    this.#failures = 0
    this.#failingSinceMs = Number.POSITIVE_INFINITY
    this.#failingUntilMs = Number.NEGATIVE_INFINITY
    let changed = !sameBrokers(this.#brokers, heard.brokers)
    for (const name of names) {
      const topic = this.#topics.get(name)
      if (topic?.hear(heard.topics.get(name), now, this.#backoff) === true) changed = true
    }
    this.#brokers = heard.brokers
    if (isFull) this.#rememberRefresh(now, changed)
    logger.debug('Metadata received', { topics: names.length, changed })
    events.metadataRefreshed(names.length, heard.brokers.length, changed)
    pool.updateNodes(heard.brokers)
    listener.onMetadata(this.#update(heard, new Set(names), ask))
  }

  /** Refreshes that bring nothing new come ever more slowly, until one does or nobody asks for a while. */
  #rememberRefresh(now: number, changed: boolean): void {
    const pausedMs = now - this.#refreshedAtMs
    const inARow = !changed && pausedMs <= 2 * this.#dependencies.retryBackoffMaxMs
    this.#refreshesWithoutChange = inARow ? this.#refreshesWithoutChange + 1 : 1
    this.#refreshedAtMs = now
    this.#refreshAfterMs = now + this.#refreshBackoff(this.#refreshesWithoutChange)
  }

  #update(heard: HeardMetadata, asked: ReadonlySet<string>, ask: number): MetadataUpdate {
    const topics: TopicMetadata[] = []
    const topicErrors = new Map<string, BrokerError>()
    for (const { name, metadata, error } of this.#topics.values()) {
      if (metadata !== null) topics.push(metadata)
      else if (error !== null) topicErrors.set(name, error)
    }
    const { brokers, controllerId, clusterId } = heard
    return { brokers, controllerId, clusterId, topics, topicErrors, asked, ask }
  }

  #fail(cause: unknown, askForAll: boolean): void {
    const { clock, listener, logger, retryBackoffMaxMs } = this.#dependencies
    const error = asProducerError(cause)
    logger.warn('Metadata could not be refreshed', { error })
    const nowMs = clock.now()
    this.#failures++
    const waitMs = error.retriable ? this.#backoff(this.#failures) : retryBackoffMaxMs
    this.#failingUntilMs = nowMs + waitMs
    if (askForAll) this.#refreshWanted = true
    this.#rebootstrapWhenDue(nowMs)
    listener.onMetadataFailure(error)
  }

  /** Brokers that accept connections and never again give metadata may be those of a cluster that was left behind. */
  #rebootstrapWhenDue(nowMs: number): void {
    const { pool, logger, metadataRecoveryRebootstrapTriggerMs } = this.#dependencies
    this.#failingSinceMs = Math.min(this.#failingSinceMs, nowMs)
    const failingMs = nowMs - this.#failingSinceMs
    if (failingMs < metadataRecoveryRebootstrapTriggerMs) return
    logger.warn('No metadata for a long time; bootstrapping again', { failingMs })
    this.#failingSinceMs = nowMs
    pool.rebootstrap()
  }
}

function sameBrokers(known: readonly BrokerNode[], heard: readonly BrokerNode[]): boolean {
  return (
    known.length === heard.length &&
    known.every(({ nodeId, host, port }, index) => {
      const other = heard[index]
      return nodeId === other?.nodeId && host === other.host && port === other.port
    })
  )
}

/** The known brokers and those that hints name as leaders and nobody knew; the same list when there are none. */
function withNewBrokers(known: readonly BrokerNode[], hints: LeaderHints): readonly BrokerNode[] {
  const byId = new Map(known.map((broker) => [broker.nodeId, broker]))
  const leaders = new Set(hints.topics.flatMap(({ leaders }) => leaders.map((one) => one.leaderId)))
  for (const { nodeId, host, port } of hints.brokers) {
    const isNews = leaders.has(nodeId) && !byId.has(nodeId) && canBeDialed(host, port)
    if (isNews && byId.size < MAX_BROKERS) byId.set(nodeId, { nodeId, host, port })
  }
  if (byId.size === known.length) return known
  return [...byId.values()].sort((one, other) => one.nodeId - other.nodeId)
}

function asProducerError(cause: unknown): ProducerError {
  if (cause instanceof ProducerError) return cause
  return new ProducerError('BROKERS_UNREACHABLE', `Metadata could not be read: ${cause}`, { cause })
}
