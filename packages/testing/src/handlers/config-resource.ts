import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import type { Topic } from '../cluster/topic.ts'
import { requireTopic } from '../cluster/topic-lookup.ts'
import { requireTopicName } from '../cluster/topic-name.ts'

// Kafka's numbers for what can be configured.
const TOPIC = 2
const BROKER = 4

/** What a request about configuration names. */
export interface ConfigResource {
  readonly resourceType: number
  readonly resourceName: string
}

/**
 * The topic that a resource is, or undefined when it is the broker that was asked.
 *
 * @throws {BrokerRefusal} `INVALID_REQUEST` for another broker or kind of resource, `INVALID_TOPIC_EXCEPTION`,
 *   `UNKNOWN_TOPIC_OR_PARTITION`
 */
export function configuredTopic(
  resource: ConfigResource,
  context: RequestContext,
): Topic | undefined {
  const { resourceType, resourceName } = resource
  if (resourceType === TOPIC) {
    requireTopicName(resourceName)
    return requireTopic(context.state, { name: resourceName })
  }
  if (resourceType !== BROKER) {
    throw new BrokerRefusal('INVALID_REQUEST', `Unsupported resource type ${resourceType}`)
  }
  const { nodeId } = context.node
  if (resourceName !== '' && resourceName !== String(nodeId)) {
    const message = `Unexpected broker id, expected ${nodeId}, but received ${resourceName}`
    throw new BrokerRefusal('INVALID_REQUEST', message)
  }
  return undefined
}

/** Names a resource in one text, to find repetitions. */
export function resourceKey({ resourceType, resourceName }: ConfigResource): string {
  return `${resourceType} ${resourceName}`
}
