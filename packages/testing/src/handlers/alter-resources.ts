import { brokerErrorCode } from '@headwater/protocol'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { TopicConfig } from '../cluster/topic-config.ts'
import { catchRefusal } from './catch-refusal.ts'
import { type ConfigResource, configuredTopic, resourceKey } from './config-resource.ts'
import { repeatedIn } from './duplicates.ts'

/** A request of either way to change configurations. */
export interface AlterRequest<Resource> {
  readonly resources: readonly Resource[]
  readonly validateOnly: boolean
}

/** A resource with the keys that it changes. */
export interface AlteredResource extends ConfigResource {
  readonly configs: readonly { readonly name: string }[]
}

/** The settings that a resource shall have, from those that it has; throws what it refuses. */
export type Change<Resource> = (
  resource: Resource,
  current: ReadonlyMap<string, string>,
) => ReadonlyMap<string, string>

/** Changes topics' configurations, each as a whole or not at all. Brokers take no change. */
export function alterResources<Resource extends AlteredResource>(
  request: AlterRequest<Resource>,
  context: RequestContext,
  change: Change<Resource>,
) {
  const isRepeated = repeatedIn(request.resources.map(resourceKey))
  const responses = request.resources.map((resource) =>
    catchRefusal(
      () => {
        if (isRepeated(resourceKey(resource)))
          throw invalid('Each resource must appear at most once.')
        alterOne(resource, request.validateOnly, context, change)
        return altered(resource)
      },
      (refusal) => refusedResource(resource, refusal),
    ),
  )
  return { throttleTimeMs: 0, responses }
}

/** The answer when the whole request is refused. */
export function refuseResources(resources: readonly ConfigResource[], refusal: BrokerRefusal) {
  const responses = resources.map((resource) => refusedResource(resource, refusal))
  return { throttleTimeMs: 0, responses }
}

function alterOne<Resource extends AlteredResource>(
  resource: Resource,
  validateOnly: boolean,
  context: RequestContext,
  change: Change<Resource>,
): void {
  const names = resource.configs.map(({ name }) => name)
  if (new Set(names).size !== names.length) throw invalid('Error due to duplicate config keys')
  const topic = configuredTopic(resource, context)
  if (topic === undefined) throw invalid('The brokers of this cluster have a fixed configuration')
  const config = new TopicConfig(change(resource, topic.config.overrides))
  if (!validateOnly) topic.config = config
}

interface AlterResult extends ConfigResource {
  readonly errorCode: number
  readonly errorMessage: string | null
}

function altered({ resourceType, resourceName }: ConfigResource): AlterResult {
  return { errorCode: 0, errorMessage: null, resourceType, resourceName }
}

function refusedResource(
  { resourceType, resourceName }: ConfigResource,
  refusal: BrokerRefusal,
): AlterResult {
  const errorCode = brokerErrorCode(refusal.error)
  return { errorCode, errorMessage: refusal.message, resourceType, resourceName }
}

function invalid(message: string): BrokerRefusal {
  return new BrokerRefusal('INVALID_REQUEST', message)
}
