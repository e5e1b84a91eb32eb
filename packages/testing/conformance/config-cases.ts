import {
  alterConfigsRequest,
  alterConfigsResponse,
  describeConfigsRequest,
  describeConfigsResponse,
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from '@headwater/protocol'
import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { type ConformanceCluster, errorName } from './conformance-cluster.ts'

const DESCRIBE = { request: describeConfigsRequest, response: describeConfigsResponse }
const ALTER = { request: alterConfigsRequest, response: alterConfigsResponse }
const INCREMENT = {
  request: incrementalAlterConfigsRequest,
  response: incrementalAlterConfigsResponse,
}

const TOPIC = 2
const BROKER = 4
const NO_SUCH_TYPE = 99
const SET = 0
const DELETE = 1
const APPEND = 2
const FROM_TOPIC = 1
const FROM_DEFAULT = 5

export const configCases: readonly ConformanceCase[] = [
  ...atVersions(
    'DescribeConfigs',
    [1, 4],
    'shows what a topic sets and its defaults',
    async (cluster, version) => {
      const { name } = await cluster.createTopic({ 'retention.ms': '60000' })
      const keys = ['retention.ms', 'cleanup.policy']

      const { configs = [] } = await describeTopic(cluster, name, keys, version)

      const rows = configs.map(({ name: key, value, configSource }) => [key, value, configSource])
      expect(rows.sort()).toEqual([
        ['cleanup.policy', 'delete', FROM_DEFAULT],
        ['retention.ms', '60000', FROM_TOPIC],
      ])
    },
  ),
  {
    api: 'DescribeConfigs',
    title: 'shows a broker',
    run: async (cluster) => {
      const nodeId = cluster.nodeIds[0] ?? -1
      const resource = {
        resourceType: BROKER,
        resourceName: String(nodeId),
        configurationKeys: null,
      }

      const { results } = await cluster.send(DESCRIBE, 4, { resources: [resource] }, nodeId)

      expect(errorName(results[0]?.errorCode)).toBe('NONE')
      expect(results[0]?.configs.map(({ name }) => name)).toContain('message.max.bytes')
    },
  },
  ...describeRefusals([
    ['UNKNOWN_TOPIC_OR_PARTITION', TOPIC, 'conformance-of-nothing'],
    ['INVALID_TOPIC_EXCEPTION', TOPIC, 'no spaces'],
    ['INVALID_REQUEST', NO_SUCH_TYPE, 'anything'],
    ['INVALID_REQUEST', BROKER, 'no number'],
  ]),
  ...atVersions('AlterConfigs', [0, 2], 'replaces what a topic sets', async (cluster, version) => {
    const { name } = await cluster.createTopic({ 'retention.ms': '60000' })

    expect(await alter(cluster, { name, configs: { 'segment.ms': '70000' } }, version)).toBe('NONE')
    await expectSettings(cluster, name, { 'retention.ms': FROM_DEFAULT, 'segment.ms': FROM_TOPIC })
  }),
  ...refusals('AlterConfigs', alter),
  ...atVersions(
    'IncrementalAlterConfigs',
    [0, 1],
    'sets and deletes one key',
    async (cluster, version) => {
      const { name } = await cluster.createTopic({ 'retention.ms': '60000' })

      const set = await increment(cluster, { name, configs: { 'segment.ms': '70000' } }, version)
      const deleted = await increment(
        cluster,
        { name, configs: { 'retention.ms': null }, operation: DELETE },
        version,
      )

      expect([set, deleted]).toEqual(['NONE', 'NONE'])
      await expectSettings(cluster, name, {
        'retention.ms': FROM_DEFAULT,
        'segment.ms': FROM_TOPIC,
      })
    },
  ),
  {
    api: 'IncrementalAlterConfigs',
    title: 'appends to a list',
    run: async (cluster) => {
      const { name } = await cluster.createTopic()
      const configs = { 'cleanup.policy': 'compact' }

      expect(await increment(cluster, { name, configs, operation: APPEND })).toBe('NONE')
      const policy = await cluster.eventually(async () => {
        const [config] = (await describeTopic(cluster, name, ['cleanup.policy'], 4)).configs
        return config?.configSource === FROM_TOPIC ? config.value : undefined
      })
      expect(policy?.split(',').sort()).toEqual(['compact', 'delete'])
    },
  },
  ...refusals('IncrementalAlterConfigs', increment),
  {
    api: 'IncrementalAlterConfigs',
    title: 'answers INVALID_CONFIG to an append to what is no list',
    run: async (cluster) => {
      const { name } = await cluster.createTopic()
      const configs = { 'retention.ms': '60000' }

      expect(await increment(cluster, { name, configs, operation: APPEND })).toBe('INVALID_CONFIG')
    },
  },
]

async function describeTopic(
  cluster: ConformanceCluster,
  name: string,
  configurationKeys: readonly string[],
  version: number,
) {
  const resource = { resourceType: TOPIC, resourceName: name, configurationKeys }
  const { results } = await cluster.send(DESCRIBE, version, { resources: [resource] })
  const [result] = results
  if (result === undefined) throw new Error('The answer has no resource')
  expect(errorName(result.errorCode)).toBe('NONE')
  return result
}

/** Waits until each key comes from where it should. */
async function expectSettings(
  cluster: ConformanceCluster,
  name: string,
  sources: Readonly<Record<string, number>>,
): Promise<void> {
  const found = await cluster.eventually(async () => {
    const { configs } = await describeTopic(cluster, name, Object.keys(sources), 4)
    const isThere = configs.every(({ name: key, configSource }) => sources[key] === configSource)
    return isThere ? configs : undefined
  })
  expect(found).toHaveLength(Object.keys(sources).length)
}

function describeRefusals(
  rows: readonly (readonly [error: string, resourceType: number, resourceName: string])[],
): ConformanceCase[] {
  return rows.map(([error, resourceType, resourceName]) => ({
    api: 'DescribeConfigs',
    title: `answers ${error} for "${resourceName}" of type ${resourceType}`,
    run: async (cluster) => {
      const resources = [{ resourceType, resourceName, configurationKeys: null }]

      const { results } = await cluster.send(DESCRIBE, 4, { resources })

      expect(results.map(({ errorCode }) => errorName(errorCode))).toEqual([error])
    },
  }))
}

/** What to set on which topic, or on what is no topic. */
interface Change {
  readonly name: string
  readonly configs: Readonly<Record<string, string | null>>
  readonly resourceType?: number
  readonly operation?: number
}

async function alter(cluster: ConformanceCluster, change: Change, version = 2): Promise<string> {
  const configs = Object.entries(change.configs).map(([name, value]) => ({ name, value }))
  const resource = {
    resourceType: change.resourceType ?? TOPIC,
    resourceName: change.name,
    configs,
  }
  const request = { resources: [resource], validateOnly: false }
  const { responses } = await cluster.send(ALTER, version, request)
  return errorName(responses[0]?.errorCode)
}

async function increment(
  cluster: ConformanceCluster,
  change: Change,
  version = 1,
): Promise<string> {
  const configs = Object.entries(change.configs).map(([name, value]) => ({
    name,
    value,
    configOperation: change.operation ?? SET,
  }))
  const resource = {
    resourceType: change.resourceType ?? TOPIC,
    resourceName: change.name,
    configs,
  }
  const request = { resources: [resource], validateOnly: false }
  const { responses } = await cluster.send(INCREMENT, version, request)
  return errorName(responses[0]?.errorCode)
}

/** What both ways to change a configuration refuse. */
function refusals(api: string, change: typeof alter): ConformanceCase[] {
  const rows: readonly (readonly [error: string, terms: Partial<Change>])[] = [
    ['INVALID_CONFIG', { configs: { 'no.such.key': '1' } }],
    ['INVALID_CONFIG', { configs: { 'retention.ms': 'long' } }],
    ['UNKNOWN_TOPIC_OR_PARTITION', { name: 'conformance-of-nothing' }],
    ['INVALID_REQUEST', { resourceType: NO_SUCH_TYPE }],
  ]
  return rows.map(([error, terms]) => ({
    api,
    title: `answers ${error} to ${JSON.stringify(terms)}`,
    run: async (cluster) => {
      const { name } = await cluster.createTopic()
      const configs = { 'retention.ms': '60000' }

      expect(await change(cluster, { name, configs, ...terms })).toBe(error)
    },
  }))
}
