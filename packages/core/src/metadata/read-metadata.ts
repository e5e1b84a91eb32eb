import {
  type BrokerError,
  brokerErrorByCode,
  type MetadataResponse,
  type MetadataResponsePartition,
  type MetadataResponseTopic,
} from '@headwater/protocol'
import { ProducerError } from '../errors/producer-error.ts'
import { formatBrokerAddress, parseBrokerAddress } from '../network/broker-address.ts'
import {
  type BrokerNode,
  NO_TOPIC_ID,
  type PartitionMetadata,
  type TopicMetadata,
} from './cluster-metadata.ts'

/** What a broker said about the topics that it was asked for. */
export interface HeardMetadata {
  readonly brokers: readonly BrokerNode[]
  readonly controllerId: number
  readonly clusterId: string | null
  readonly topics: ReadonlyMap<string, TopicMetadata | BrokerError>
}

/** A response, or all hints together, that name more brokers are not believed. */
export const MAX_BROKERS = 10_000
const NO_LEADER = -1

/** For partitions that do not add up; asking again, another broker perhaps, may help. */
const UNREADABLE_TOPIC: BrokerError = Object.freeze({ ...brokerErrorByCode(-1), retriable: true })

/**
 * Takes from a response what can be relied on: brokers with addresses that can be dialed, topics whose partitions are
 * complete, leaders that are among the brokers.
 *
 * @throws {ProducerError} `BROKER_REJECTED`, retriable: the response names no usable broker, as one that is starting does, or
 *   absurdly many.
 */
export function readMetadata(response: MetadataResponse): HeardMetadata {
  const brokers = readBrokers(response)
  const nodeIds = new Set(brokers.map((broker) => broker.nodeId))
  const topics = new Map<string, TopicMetadata | BrokerError>()
  for (const topic of response.topics) {
    if (topic.name !== null) topics.set(topic.name, readTopic(topic.name, topic, nodeIds))
  }
  const { controllerId = -1, clusterId = null } = response
  return { brokers, controllerId, clusterId, topics }
}

/** Told apart by what only errors have. */
export function isTopicError(topic: TopicMetadata | BrokerError): topic is BrokerError {
  return 'retriable' in topic
}

/** In the order of their ids, because each broker lists them in an order of its own. */
function readBrokers(response: MetadataResponse): readonly BrokerNode[] {
  const count = response.brokers.length
  const byId = new Map<number, BrokerNode>()
  if (count <= MAX_BROKERS) {
    for (const { nodeId, host, port } of response.brokers) {
      if (nodeId >= 0 && canBeDialed(host, port)) byId.set(nodeId, { nodeId, host, port })
    }
  }
  if (byId.size > 0) return [...byId.values()].sort((one, other) => one.nodeId - other.nodeId)
  const message = `A response for metadata names ${count} brokers, of which none can be used`
  throw new ProducerError('BROKER_REJECTED', message, { retriable: true })
}

/** Whether a broker's address, as it was told, is one at all. */
export function canBeDialed(host: string, port: number): boolean {
  return parseBrokerAddress(formatBrokerAddress({ host, port })) !== null
}

function readTopic(
  name: string,
  topic: MetadataResponseTopic,
  nodeIds: ReadonlySet<number>,
): TopicMetadata | BrokerError {
  if (topic.errorCode !== 0) return brokerErrorByCode(topic.errorCode)
  const partitions = placePartitions(topic.partitions, nodeIds)
  if (partitions === null) return UNREADABLE_TOPIC
  return { name, topicId: topic.topicId ?? NO_TOPIC_ID, partitions }
}

/** The partitions at their own index; `null` when one is missing, named twice or beyond their number, or there are none. */
function placePartitions(
  heard: readonly MetadataResponsePartition[],
  nodeIds: ReadonlySet<number>,
): readonly PartitionMetadata[] | null {
  const byIndex = new Map<number, MetadataResponsePartition>()
  for (const partition of heard) byIndex.set(partition.partitionIndex, partition)
  const placed: PartitionMetadata[] = []
  for (let index = 0; index < heard.length; index++) {
    const partition = byIndex.get(index)
    if (partition === undefined) return null
    const { leaderId, leaderEpoch = -1 } = partition
    placed.push({
      partition: index,
      leaderId: nodeIds.has(leaderId) ? leaderId : NO_LEADER,
      leaderEpoch,
    })
  }
  return placed.length > 0 ? placed : null
}
