import {
  brokerErrorCode,
  type CreatableReplicaAssignment,
  type CreatableTopic,
  type CreatableTopicResult,
  createTopicsRequest,
  createTopicsResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { ClusterState, NewTopic } from '../cluster/cluster-state.ts'
import { ZERO_ID } from '../cluster/topic-lookup.ts'
import { catchRefusal } from './catch-refusal.ts'
import { describedConfig } from './described-config.ts'
import { firstOfEach, repeatedIn } from './duplicates.ts'

const USE_DEFAULT = -1

/** Every broker takes it: in Kafka, too, any broker passes it on to the controller. */
export const createTopicsApi = apiRoute({
  request: createTopicsRequest,
  response: createTopicsResponse,
  minVersion: 2,
  maxVersion: 7,
  handle: (request, context, reply) => {
    const isRepeated = repeatedIn(request.topics.map(({ name }) => name))
    const create = request.validateOnly === true ? validate : createOne
    const topics = firstOfEach(request.topics, ({ name }) => name).map((asked) =>
      catchRefusal(
        () => {
          if (isRepeated(asked.name))
            throw new BrokerRefusal('INVALID_REQUEST', 'Duplicate topic name.')
          return create(context.state, newTopic(asked))
        },
        (refusal) => refused(asked, refusal),
      ),
    )
    reply.send({ throttleTimeMs: 0, topics })
  },
  refuse: (request, refusal) => ({
    throttleTimeMs: 0,
    topics: request.topics.map((asked) => refused(asked, refusal)),
  }),
})

function validate(state: ClusterState, topic: NewTopic): CreatableTopicResult {
  const { config, assignments } = state.planTopic(topic)
  const id = ZERO_ID
  return created({
    name: topic.name,
    id,
    config,
    partitions: assignments.map((replicas) => ({ replicas })),
  })
}

function createOne(state: ClusterState, topic: NewTopic): CreatableTopicResult {
  return created(state.createTopic(topic))
}

function newTopic(asked: CreatableTopic): NewTopic {
  const { name, numPartitions, replicationFactor } = asked
  const config = new Map(
    asked.configs.map(({ name: key, value }) => [key, requireValue(key, value)]),
  )
  if (asked.assignments.length > 0) {
    if (numPartitions !== USE_DEFAULT || replicationFactor !== USE_DEFAULT) {
      const message =
        'Assignments come in place of the number of partitions and the replication factor'
      throw new BrokerRefusal('INVALID_REQUEST', message)
    }
    return { name, config, assignments: inOrder(asked.assignments) }
  }
  return {
    name,
    config,
    ...(numPartitions === USE_DEFAULT ? {} : { partitions: numPartitions }),
    ...(replicationFactor === USE_DEFAULT ? {} : { replicationFactor }),
  }
}

function requireValue(key: string, value: string | null): string {
  if (value !== null) return value
  throw new BrokerRefusal('INVALID_CONFIG', `Null value not supported for topic configs: ${key}`)
}

function inOrder(
  assignments: readonly CreatableReplicaAssignment[],
): readonly (readonly number[])[] {
  const sorted = assignments.toSorted((a, b) => a.partitionIndex - b.partitionIndex)
  if (sorted.some(({ partitionIndex }, index) => partitionIndex !== index)) {
    const message = 'Assignments name each partition once, from 0 on without a gap'
    throw new BrokerRefusal('INVALID_REPLICA_ASSIGNMENT', message)
  }
  return sorted.map(({ brokerIds }) => brokerIds)
}

type CreatedTopic = Pick<ReturnType<ClusterState['createTopic']>, 'name' | 'id' | 'config'> & {
  readonly partitions: readonly { readonly replicas: readonly number[] }[]
}

function created({ name, id, config, partitions }: CreatedTopic): CreatableTopicResult {
  return {
    name,
    topicId: id,
    errorCode: 0,
    errorMessage: null,
    numPartitions: partitions.length,
    replicationFactor: partitions[0]?.replicas.length ?? USE_DEFAULT,
    configs: describedConfig(config),
  }
}

function refused({ name }: CreatableTopic, refusal: BrokerRefusal): CreatableTopicResult {
  const errorCode = brokerErrorCode(refusal.error)
  return { name, topicId: ZERO_ID, errorCode, errorMessage: refusal.message, configs: null }
}
