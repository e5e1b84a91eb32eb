import {
  type IncrementalAlterConfigsRequestAlterableConfig,
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { entriesOf, keyNamed } from '../cluster/topic-config.ts'
import { alterResources, refuseResources } from './alter-resources.ts'

// Kafka's numbers for what to do with a key (KIP-339).
const SET = 0
const DELETE = 1
const APPEND = 2
const SUBTRACT = 3

export const incrementalAlterConfigsApi = apiRoute({
  request: incrementalAlterConfigsRequest,
  response: incrementalAlterConfigsResponse,
  minVersion: 0,
  maxVersion: 1,
  handle: (request, context, reply) =>
    reply.send(
      alterResources(request, context, ({ configs }, current) => {
        const changed = new Map(current)
        for (const config of configs) apply(config, changed)
        return changed
      }),
    ),
  refuse: ({ resources }, refusal) => refuseResources(resources, refusal),
})

function apply(
  { name, configOperation, value }: IncrementalAlterConfigsRequestAlterableConfig,
  settings: Map<string, string>,
): void {
  if (configOperation === DELETE) {
    settings.delete(name)
    return
  }
  if (value === null) {
    throw new BrokerRefusal('INVALID_REQUEST', `Null value not supported for : ${name}`)
  }
  switch (configOperation) {
    case SET:
      settings.set(name, value)
      return
    case APPEND: {
      const entries = currentEntries(name, settings)
      const added = entriesOf(value).filter((entry) => !entries.includes(entry))
      settings.set(name, [...entries, ...added].join(','))
      return
    }
    case SUBTRACT: {
      const removed = entriesOf(value)
      const kept = currentEntries(name, settings).filter((entry) => !removed.includes(entry))
      settings.set(name, kept.join(','))
      return
    }
    default:
      throw new BrokerRefusal('INVALID_REQUEST', `Unknown operations type ${configOperation}`)
  }
}

function currentEntries(name: string, settings: ReadonlyMap<string, string>): readonly string[] {
  const key = keyNamed(name)
  if (key.type !== 'list') {
    throw new BrokerRefusal(
      'INVALID_CONFIG',
      `${name} is no list: entries cannot be added or taken away`,
    )
  }
  return entriesOf(settings.get(name) ?? key.defaultValue)
}
