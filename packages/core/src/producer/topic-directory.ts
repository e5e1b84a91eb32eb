import type { PartitionQueue } from '../accumulator/partition-queue.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError, type ProducerErrorCode } from '../errors/producer-error.ts'
import { NO_TOPIC_ID, type TopicMetadata } from '../metadata/cluster-metadata.ts'
import type {
  MetadataListener,
  MetadataRefresher,
  MetadataUpdate,
} from '../metadata/metadata-refresher.ts'
import { topicNameProblem } from '../record/topic-name.ts'
import type { Clock } from '../time/clock.ts'
import type { KeylessChoice } from './keyless-choice.ts'
import type { Readiness } from './readiness.ts'
import type { RecordAdmission } from './record-admission.ts'
import { unknownPartitionError } from './refusals.ts'
import { type TopicProblem, TopicState } from './topic-state.ts'

export interface TopicDirectoryDependencies {
  readonly accumulator: RecordAccumulator
  readonly clock: Clock
  readonly keylessChoice: KeylessChoice
  readonly batchSizeBytes: number
  readonly topicMetadataPropagationMaxMs: number
  readonly metadataMaxIdleMs: number
  readonly wake: () => void
  /** The topic was deleted and made anew under its name. */
  readonly onRecreated: (queues: readonly PartitionQueue[], nowMs: number) => void
  /** The sequences of these partitions are forgotten; others must never begin where they began (I7). */
  readonly onForgotten: (queues: readonly PartitionQueue[]) => void
}

/** Failures that waiting does not heal: whoever waits is told at once. */
const CONFIGURATION_FAILURES: ReadonlySet<ProducerErrorCode> = new Set<ProducerErrorCode>([
  'TLS_FAILED',
  'AUTHENTICATION_FAILED',
  'UNSUPPORTED_VERSION',
])

/**
 * The topics that records were sent to, and what the cluster says of them: it turns metadata into leaders for the queues, and
 * into the end of waiting for records whose topic was not known.
 */
export class TopicDirectory implements MetadataListener {
  readonly #dependencies: TopicDirectoryDependencies
  readonly #topics = new Map<string, TopicState>()
  #refresher: MetadataRefresher | null = null
  #admission: RecordAdmission | null = null
  #readiness: Readiness | null = null
  #failure: ProducerError | null = null
  #failedAtMs = Number.NEGATIVE_INFINITY

  constructor(dependencies: TopicDirectoryDependencies) {
    this.#dependencies = dependencies
  }

  /** Names whom to ask for metadata and who holds the waiting records; before the first topic. */
  connect(refresher: MetadataRefresher, admission: RecordAdmission, readiness: Readiness): void {
    this.#refresher = refresher
    this.#admission = admission
    this.#readiness = readiness
  }

  get topics(): Iterable<TopicState> {
    return this.#topics.values()
  }

  /**
   * The state of a topic; a new one is asked for at the end of the turn.
   *
   * @throws ProducerError `INVALID_RECORD` when Kafka forbids the name
   */
  topic(name: string): TopicState {
    return this.#topics.get(name) ?? this.#add(name)
  }

  /** Those whose partitions nobody has told yet. */
  unknownTopics(): TopicState[] {
    return [...this.#topics.values()].filter(({ known }) => !known)
  }

  onMetadata(update: MetadataUpdate): void {
    const nowMs = this.#dependencies.clock.now()
    this.#failure = null
    this.#forgetIdle(nowMs)
    for (const metadata of update.topics) {
      const topic = this.#topics.get(metadata.name)
      if (topic === undefined) continue
      if (topic.metadata !== metadata) this.#learn(topic, metadata, nowMs)
      topic.missingSinceMs = null
      this.#giveUpVanished(topic, nowMs)
      if (update.asked.has(topic.name)) this.#admission?.partitionsHeard(topic, update.ask)
      if (hasLeaderlessWork(topic)) this.#refresher?.refresh()
    }
    for (const [name, problem] of update.topicErrors) {
      const topic = this.#topics.get(name)
      if (topic !== undefined) this.#meetProblem(topic, problem, nowMs)
    }
    this.#dependencies.wake()
  }

  onLeadersMoved(topics: readonly TopicMetadata[]): void {
    const nowMs = this.#dependencies.clock.now()
    for (const metadata of topics) {
      const topic = this.#topics.get(metadata.name)
      if (topic !== undefined) this.#learn(topic, metadata, nowMs)
    }
    this.#dependencies.wake()
  }

  /** Forgets a topic that nobody waits for and whose partitions never became known. */
  abandon(topic: TopicState): void {
    if (!topic.known && this.#topics.get(topic.name) === topic) {
      this.#forget(topic, this.#dependencies.clock.now())
    }
  }

  onMetadataFailure(error: ProducerError): void {
    this.#failure = error
    this.#failedAtMs = this.#dependencies.clock.now()
    // Names that were only tried, and that no answer would ever clear away during an outage.
    for (const topic of this.#topics.values()) if (topic.waiters === 0) this.abandon(topic)
    if (!CONFIGURATION_FAILURES.has(error.code)) return
    for (const topic of this.#topics.values()) this.#fail(topic, error)
  }

  /** Why records waited for a topic's partitions in vain. */
  readonly explainUnknown = (topic: TopicState, waitedMs: number): ProducerError => {
    const failure = this.#failure
    if (failure !== null) {
      return new ProducerError(
        failure.code,
        `Topic "${topic.name}" could not be looked up within ${waitedMs} ms: ${failure.message}`,
        { retriable: failure.retriable, topic: topic.name, cause: failure },
      )
    }
    if (topic.problem !== null) return topicError(topic, topic.problem)
    return new ProducerError(
      'BROKERS_UNREACHABLE',
      `No broker told the partitions of topic "${topic.name}" within ${waitedMs} ms`,
      { retriable: true, topic: topic.name },
    )
  }

  #add(name: string): TopicState {
    const problem = topicNameProblem(name)
    if (problem !== null) {
      throw new ProducerError(
        'INVALID_RECORD',
        `Topic name ${describeValue(name)} is not legal: ${problem}`,
      )
    }
    const { batchSizeBytes, keylessChoice, clock } = this.#dependencies
    const topic = new TopicState(name, batchSizeBytes, keylessChoice)
    topic.queues.lastUsedAtMs = clock.now()
    this.#topics.set(name, topic)
    this.#refresher?.addTopic(name)
    return topic
  }

  #learn(topic: TopicState, metadata: TopicMetadata, nowMs: number): void {
    const { accumulator } = this.#dependencies
    const { queues } = topic
    const available: number[] = []
    for (const { partition, leaderId } of metadata.partitions) {
      const queue = queues.queue(partition)
      accumulator.setBroker(queue, leaderId < 0 ? null : accumulator.brokers.of(leaderId), nowMs)
      if (leaderId >= 0) available.push(partition)
    }
    const { length } = metadata.partitions
    for (const queue of queues.queues.slice(length)) accumulator.setBroker(queue, null, nowMs)
    topic.shrunkAtMs = queues.queues.length > length ? (topic.shrunkAtMs ?? nowMs) : null
    // A broker that is too old to tell ids says nothing about the topic being another one.
    const tellsId = metadata.topicId !== NO_TOPIC_ID
    const isAnother = tellsId && queues.hasTopicId && queues.topicId !== metadata.topicId
    if (tellsId || !queues.hasTopicId) queues.topicId = metadata.topicId
    // What was taken under it before says nothing about it now.
    if (isAnother) queues.acknowledgedId = ''
    queues.partitionCount = length
    queues.availablePartitions = available
    topic.sticky.keepAvailable(available)
    topic.metadata = metadata
    const isNew = !topic.known
    topic.known = true
    topic.problem = null
    if (isAnother) this.#dependencies.onRecreated(queues.queues, nowMs)
    this.#admission?.topicKnown(topic)
    if (isNew) this.#readiness?.arrived(topic)
  }

  /** Forgets topics that nobody has sent to for a while. */
  #forgetIdle(nowMs: number): void {
    const unusedSinceMs = nowMs - this.#dependencies.metadataMaxIdleMs
    for (const topic of this.#topics.values()) {
      const isIdle = topic.waiters === 0 && topic.queues.lastUsedAtMs <= unusedSinceMs
      if (isIdle && topic.queues.backlog === 0) this.#forget(topic, nowMs)
    }
  }

  /** Gives up the partitions that a topic lost when it was made anew with fewer. */
  #giveUpVanished(topic: TopicState, nowMs: number): void {
    const { accumulator, topicMetadataPropagationMaxMs } = this.#dependencies
    const { shrunkAtMs, queues } = topic
    if (shrunkAtMs === null || nowMs - shrunkAtMs < topicMetadataPropagationMaxMs) return
    for (const queue of queues.queues.slice(queues.partitionCount)) {
      accumulator.giveUp(queue, unknownPartitionError(topic, queue.partition), nowMs)
    }
  }

  // A topic that nobody waits for is not asked for again: a thousand mistyped names must not be a thousand forever.
  // A topic that was known keeps its leaders for a while: brokers hear of a change one after the other.
  #meetProblem(topic: TopicState, problem: TopicProblem, nowMs: number): void {
    topic.problem = problem
    if (topic.known && MISSING.has(problem.name)) {
      topic.missingSinceMs ??= nowMs
      // Brokers that have just come back know less than they will.
      const missingMs = nowMs - Math.max(topic.missingSinceMs, this.#failedAtMs)
      if (missingMs >= this.#dependencies.topicMetadataPropagationMaxMs) this.#lose(topic, nowMs)
      return
    }
    if (!topic.known && (topic.waiters === 0 || !problem.retriable)) this.#forget(topic, nowMs)
    if (!problem.retriable) this.#fail(topic, topicError(topic, problem))
  }

  /** Gives up a topic that is gone. Under its name another begins, should there be one. */
  #lose(topic: TopicState, nowMs: number): void {
    if (topic.problem === null) return
    const { accumulator } = this.#dependencies
    const error = topicError(topic, topic.problem)
    topic.failure = error
    for (const queue of topic.queues.queues) accumulator.giveUp(queue, error, nowMs)
    this.#forget(topic, nowMs)
    this.#fail(topic, error)
  }

  #fail(topic: TopicState, error: ProducerError): void {
    this.#admission?.topicFailed(topic, error)
    this.#readiness?.failed(topic, error)
  }

  #forget(topic: TopicState, nowMs: number): void {
    const { accumulator, onForgotten } = this.#dependencies
    const { queues } = topic.queues
    this.#topics.delete(topic.name)
    this.#refresher?.removeTopic(topic.name)
    // Brokers are kept for what they lead.
    for (const queue of queues) accumulator.setBroker(queue, null, nowMs)
    onForgotten(queues)
  }
}

/** Whether records wait for a partition to get a leader: then it is asked for until it has one. */
function hasLeaderlessWork({ queues }: TopicState): boolean {
  if (queues.availablePartitions.length === queues.queues.length) return false
  return queues.queues.some(({ broker, retrying, fresh }) => {
    return broker === null && retrying.length + fresh.length > 0
  })
}

/** What brokers say of a topic that is not there. */
const MISSING: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
])

const CODES: ReadonlyMap<string, ProducerErrorCode> = new Map([
  ['TOPIC_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
  ['CLUSTER_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
])

function topicError(topic: TopicState, problem: TopicProblem): ProducerError {
  return new ProducerError(
    CODES.get(problem.name) ?? 'UNKNOWN_TOPIC',
    `The cluster does not offer topic "${topic.name}": ${problem.name}`,
    { retriable: problem.retriable, topic: topic.name, brokerError: problem.name },
  )
}
