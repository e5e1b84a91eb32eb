import {
  brokerErrorByCode,
  brokerErrorCode,
  createTopicsRequest,
  createTopicsResponse,
} from '@headwater/protocol'
import { describeValue } from '../errors/describe-value.ts'
import { printableText } from '../errors/printable-text.ts'
import { ProducerError, type ProducerErrorCode } from '../errors/producer-error.ts'
import { backoffSteps } from '../network/backoff-steps.ts'
import type { BrokerConnection } from '../network/broker-connection.ts'
import type { BrokerPool } from '../network/broker-pool.ts'
import { topicNameProblem } from '../record/topic-name.ts'
import type { Clock } from '../time/clock.ts'
import { fetchMetadata } from './fetch-metadata.ts'
import { readMetadata } from './read-metadata.ts'

/**
 * A topic that shall exist.
 *
 * @public
 */
export interface NewTopic {
  readonly topic: string
  /** 1 or more. @default the broker's `num.partitions` (Kafka 2.4 or later) */
  readonly partitions?: number | undefined
  /** 1 or more, at most the number of brokers. @default the broker's `default.replication.factor` (Kafka 2.4 or later) */
  readonly replicationFactor?: number | undefined
  /** Kafka's own names and values, such as `{ 'cleanup.policy': 'compact' }`. */
  readonly config?: Readonly<Record<string, string>> | undefined
}

export interface CreateTopicsDependencies {
  readonly pool: Pick<BrokerPool, 'anyConnection' | 'connection' | 'rebootstrap' | 'updateNodes'>
  readonly clock: Clock
  /** By the clock: no attempt begins after it. */
  readonly deadlineMs: number
}

/** What is left to do after an attempt, and why. */
interface Remainder {
  readonly topics: readonly NewTopic[]
  readonly error: ProducerError
}

const RETRY_BACKOFF_MS = 100
const RETRY_BACKOFF_MAX_MS = 1_000
const BROKER_DEFAULT = -1
const MAX_MESSAGE_LENGTH = 300

/** One caller asks once, so there is nobody to be kept apart from by a jitter. */
const NO_JITTER = { next: () => 0.5 }

const TOPIC_ALREADY_EXISTS = brokerErrorCode('TOPIC_ALREADY_EXISTS')

const CODES: ReadonlyMap<string, ProducerErrorCode> = new Map([
  ['TOPIC_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
  ['CLUSTER_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
  ['INVALID_TOPIC_EXCEPTION', 'INVALID_OPTION'],
  ['INVALID_PARTITIONS', 'INVALID_OPTION'],
  ['INVALID_REPLICATION_FACTOR', 'INVALID_OPTION'],
  ['INVALID_CONFIG', 'INVALID_OPTION'],
])

/**
 * Creates the topics that do not exist yet; one that exists is left as it is, whatever its partitions. What fails in passing
 * (no controller, a lost connection) is tried again until the deadline.
 *
 * @throws {ProducerError} `INVALID_OPTION`: a name, number or configuration that Kafka refuses. `AUTHORIZATION_FAILED`,
 *   `BROKER_REJECTED`: the cluster said no, `brokerError` names its answer. `BROKERS_UNREACHABLE` and the like: nobody
 *   answered in time. Topics that were not at fault may have been created.
 */
export async function createTopics(
  dependencies: CreateTopicsDependencies,
  topics: readonly NewTopic[],
): Promise<void> {
  const { clock, deadlineMs } = dependencies
  const backoffMs = backoffSteps(RETRY_BACKOFF_MS, RETRY_BACKOFF_MAX_MS, NO_JITTER)
  let remaining = listOf(topics)
  for (const topic of remaining) requirePossible(topic)
  for (let attempt = 1; remaining.length > 0; attempt++) {
    const remainder = await createOnce(dependencies, remaining)
    if (remainder === null) return
    const waitMs = backoffMs(attempt)
    if (clock.now() + waitMs >= deadlineMs) throw remainder.error
    remaining = remainder.topics
    await new Promise<void>((resolve) => {
      clock.setTimer(waitMs, resolve)
    })
  }
}

const NEW_TOPIC_FIELDS = new Set(['topic', 'partitions', 'replicationFactor', 'config'])

/** Read once: a caller may pass a list that can be walked only once, or change its own meanwhile. */
function listOf(topics: Iterable<NewTopic> | null | undefined): readonly NewTopic[] {
  try {
    if (typeof topics?.[Symbol.iterator] === 'function') return [...topics]
  } catch (cause) {
    throw new ProducerError('INVALID_OPTION', 'ensureTopics takes a list that can be read', {
      cause,
    })
  }
  throw impossible(`takes a list, not ${describeValue(topics)}`)
}

function requirePossible(wanted: NewTopic): void {
  if (typeof wanted !== 'object' || wanted === null) {
    throw impossible(`takes topics, not ${describeValue(wanted)}`)
  }
  const { topic, partitions, replicationFactor, config = {} } = wanted
  const unknown = Object.keys(wanted).find((name) => !NEW_TOPIC_FIELDS.has(name))
  if (unknown !== undefined) throw impossible(`knows no ${describeValue(unknown)} of a topic`)
  const isConfig = typeof config === 'object' && config !== null
  if (!isConfig || Object.values(config).some((value) => typeof value !== 'string')) {
    throw impossible(`takes text for the config of topic ${describeValue(topic)}`)
  }
  const problem = topicNameProblem(topic)
  if (problem !== null) {
    throw new ProducerError('INVALID_OPTION', `Topic ${describeValue(topic)} cannot be: ${problem}`)
  }
  requireCount(topic, 'partitions', partitions, 0x7fff_ffff)
  requireCount(topic, 'replicationFactor', replicationFactor, 0x7fff)
}

function impossible(problem: string): ProducerError {
  return new ProducerError('INVALID_OPTION', `ensureTopics ${problem}`)
}

function requireCount(topic: string, name: string, count: number | undefined, max: number): void {
  if (count === undefined || (Number.isInteger(count) && count >= 1 && count <= max)) return
  throw new ProducerError(
    'INVALID_OPTION',
    `Topic "${topic}": ${name} is ${describeValue(count)}; it takes 1 to ${max}`,
  )
}

/** @returns what may be tried again; `null` when nothing is left. @throws {ProducerError} what will fail again. */
async function createOnce(
  dependencies: CreateTopicsDependencies,
  topics: readonly NewTopic[],
): Promise<Remainder | null> {
  try {
    const connection = await findController(dependencies.pool)
    return await requestTopics(connection, topics, dependencies)
  } catch (error) {
    if (error instanceof ProducerError && error.retriable) return { topics, error }
    throw error
  }
}

/**
 * The controller if it is connected, else whoever is: with KRaft every broker passes the request on, and before KRaft the
 * answer is NOT_CONTROLLER, and the controller is connected by the time of the next attempt.
 */
async function findController(pool: CreateTopicsDependencies['pool']): Promise<BrokerConnection> {
  const { brokers, controllerId } = readMetadata(await fetchMetadata(pool, [], false))
  pool.updateNodes(brokers)
  return pool.connection(controllerId) ?? (await pool.anyConnection())
}

async function requestTopics(
  connection: BrokerConnection,
  topics: readonly NewTopic[],
  { clock, deadlineMs }: CreateTopicsDependencies,
): Promise<Remainder | null> {
  const response = await connection.request(createTopicsRequest, createTopicsResponse, {
    topics: topics.map(({ topic, partitions, replicationFactor, config = {} }) => ({
      name: topic,
      numPartitions: partitions ?? BROKER_DEFAULT,
      replicationFactor: replicationFactor ?? BROKER_DEFAULT,
      assignments: [],
      configs: Object.entries(config).map(([name, value]) => ({ name, value })),
    })),
    timeoutMs: Math.max(1, Math.min(Math.round(deadlineMs - clock.now()), 0x7fff_ffff)),
  })
  const answers = new Map(response.topics.map((answer) => [answer.name, answer]))
  const again: NewTopic[] = []
  let retriable: ProducerError | null = null
  for (const topic of topics) {
    const answer = answers.get(topic.topic)
    const code = answer?.errorCode ?? brokerErrorCode('UNKNOWN_SERVER_ERROR')
    if (code === 0 || code === TOPIC_ALREADY_EXISTS) continue
    const error = refusal(topic.topic, code, answer?.errorMessage ?? null)
    if (!error.retriable) throw error
    again.push(topic)
    retriable = error
  }
  return retriable === null ? null : { topics: again, error: retriable }
}

function refusal(topic: string, errorCode: number, message: string | null): ProducerError {
  const { name, retriable } = brokerErrorByCode(errorCode)
  const words = message === null ? '' : ` (${printableText(message, MAX_MESSAGE_LENGTH)})`
  return new ProducerError(
    CODES.get(name) ?? 'BROKER_REJECTED',
    `Topic "${topic}" could not be created: ${name}${words}`,
    { retriable, topic, brokerError: name },
  )
}
