import {
  brokerErrorCode,
  type DescribeConfigsResource,
  type DescribeConfigsResult,
  describeConfigsRequest,
  describeConfigsResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import type { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { keyNamed } from '../cluster/topic-config.ts'
import { CONFIG_TYPE } from '../cluster/topic-config-keys.ts'
import { catchRefusal } from './catch-refusal.ts'
import { configuredTopic, resourceKey } from './config-resource.ts'
import { describedConfig } from './described-config.ts'
import { firstOfEach } from './duplicates.ts'

const STATIC_BROKER_CONFIG_SOURCE = 4

export const describeConfigsApi = apiRoute({
  request: describeConfigsRequest,
  response: describeConfigsResponse,
  minVersion: 1,
  maxVersion: 4,
  handle: (request, context, reply) => {
    const results = firstOfEach(request.resources, resourceKey).map((resource) =>
      catchRefusal(
        () => described(resource, request.includeSynonyms === true, context),
        (refusal) => refused(resource, refusal),
      ),
    )
    reply.send({ throttleTimeMs: 0, results })
  },
  refuse: (request, refusal) => ({
    throttleTimeMs: 0,
    results: request.resources.map((resource) => refused(resource, refusal)),
  }),
})

function described(
  resource: DescribeConfigsResource,
  withSynonyms: boolean,
  context: RequestContext,
): DescribeConfigsResult {
  const { resourceType, resourceName, configurationKeys } = resource
  const topic = configuredTopic(resource, context)
  const all =
    topic === undefined ? brokerConfig(resourceName, context) : describedConfig(topic.config)
  const wanted =
    configurationKeys === null || configurationKeys.length === 0
      ? all
      : all.filter(({ name }) => configurationKeys.includes(name))
  const configs = wanted.map((entry) => (withSynonyms ? entry : { ...entry, synonyms: [] }))
  return { errorCode: 0, errorMessage: null, resourceType, resourceName, configs }
}

/** The few settings of a broker that this cluster has. Without a broker's id, what was set for all brokers: nothing. */
function brokerConfig(resourceName: string, { state, node, autoCreateTopics }: RequestContext) {
  if (resourceName === '') return []
  const entry = (name: string, value: string, type: keyof typeof CONFIG_TYPE) => ({
    name,
    value,
    readOnly: true,
    configSource: STATIC_BROKER_CONFIG_SOURCE,
    isSensitive: false,
    synonyms: [{ name, value, source: STATIC_BROKER_CONFIG_SOURCE }],
    configType: CONFIG_TYPE[type],
  })
  return [
    entry('auto.create.topics.enable', String(autoCreateTopics), 'boolean'),
    entry('default.replication.factor', String(state.defaultReplicationFactor), 'int'),
    entry('message.max.bytes', keyNamed('max.message.bytes').defaultValue, 'int'),
    entry('min.insync.replicas', keyNamed('min.insync.replicas').defaultValue, 'int'),
    entry('node.id', String(node.nodeId), 'int'),
    entry('num.partitions', String(state.defaultPartitions), 'int'),
  ]
}

function refused(resource: DescribeConfigsResource, refusal: BrokerRefusal): DescribeConfigsResult {
  const { resourceType, resourceName } = resource
  const errorCode = brokerErrorCode(refusal.error)
  return { errorCode, errorMessage: refusal.message, resourceType, resourceName, configs: [] }
}
