import {
  alterConfigsRequest,
  alterConfigsResponse,
  describeConfigsRequest,
  describeConfigsResponse,
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { testCluster } from '../../test/support/test-cluster.ts'

const DESCRIBE = { request: describeConfigsRequest, response: describeConfigsResponse }
const ALTER = { request: alterConfigsRequest, response: alterConfigsResponse }
const INCREMENTAL = {
  request: incrementalAlterConfigsRequest,
  response: incrementalAlterConfigsResponse,
}

const TOPIC = { resourceType: 2, resourceName: 't' }
const BROKER = { resourceType: 4, resourceName: '1' }
const SET = 0
const DELETE = 1
const APPEND = 2
const SUBTRACT = 3

function incremental(name: string, configOperation: number, value: string | null) {
  return {
    resources: [{ ...TOPIC, configs: [{ name, configOperation, value }] }],
    validateOnly: false,
  }
}

describe('DescribeConfigs', () => {
  it.each([1, 2, 3, 4])('shows what is set and what is not in version %i', (version) => {
    const { client, kafka } = testCluster()
    kafka.createTopic('set', { config: { 'retention.ms': '5' } })
    const configurationKeys = ['retention.ms', 'max.message.bytes']

    const { results } = client().call(DESCRIBE, version, {
      resources: [{ resourceType: 2, resourceName: 'set', configurationKeys }],
      includeSynonyms: true,
    })

    expect(results[0]?.configs).toMatchObject([
      { name: 'max.message.bytes', value: '1048588', configSource: 5, synonyms: [{ source: 5 }] },
      {
        name: 'retention.ms',
        value: '5',
        configSource: 1,
        synonyms: [
          { value: '5', source: 1 },
          { value: '604800000', source: 5 },
        ],
      },
    ])
  })

  it('shows all keys when none is asked for, without synonyms unless they are', () => {
    const { client } = testCluster()

    const { results } = client().call(DESCRIBE, 4, {
      resources: [{ ...TOPIC, configurationKeys: null }],
    })

    expect(results[0]?.configs.length).toBeGreaterThan(20)
    expect(results[0]?.configs.every(({ synonyms }) => synonyms.length === 0)).toBe(true)
  })

  it('shows the broker that is asked', () => {
    const { client } = testCluster({ defaultPartitions: 4 })

    const { results } = client().call(DESCRIBE, 4, {
      resources: [
        { ...BROKER, configurationKeys: null },
        { ...BROKER, resourceName: '', configurationKeys: null },
      ],
    })

    expect(results[0]?.configs).toContainEqual(
      expect.objectContaining({ name: 'num.partitions', value: '4' }),
    )
    expect(results[1]?.configs).toEqual([])
  })

  it.each([
    [{ resourceType: 2, resourceName: 'gone' }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    [{ resourceType: 2, resourceName: 'a b' }, 'INVALID_TOPIC_EXCEPTION'],
    [{ resourceType: 4, resourceName: '9' }, 'INVALID_REQUEST'],
    [{ resourceType: 77, resourceName: 'x' }, 'INVALID_REQUEST'],
  ])('refuses %j with %s', (resource, error) => {
    const { client } = testCluster()

    const { results } = client().call(DESCRIBE, 4, {
      resources: [{ ...resource, configurationKeys: null }],
    })

    expect(errorName(results[0]?.errorCode)).toBe(error)
  })
})

describe('AlterConfigs', () => {
  it.each([0, 1, 2])('replaces all that was set in version %i', (version) => {
    const { client, state, kafka } = testCluster()
    kafka.createTopic('set', { config: { 'retention.ms': '5' } })
    const configs = [{ name: 'max.message.bytes', value: '99' }]
    const resources = [{ resourceType: 2, resourceName: 'set', configs }]

    client().call(ALTER, version, { resources, validateOnly: true })
    expect(state.topic('set')?.config.value('retention.ms')).toBe('5')

    const { responses } = client().call(ALTER, version, { resources, validateOnly: false })
    expect(responses).toMatchObject([{ errorCode: 0, errorMessage: null, resourceName: 'set' }])
    expect(state.topic('set')?.config.overrides).toEqual(new Map([['max.message.bytes', '99']]))
  })

  it.each([
    ['a value that does not fit', [{ name: 'max.message.bytes', value: '-5' }], 'INVALID_CONFIG'],
    ['no value', [{ name: 'max.message.bytes', value: null }], 'INVALID_REQUEST'],
    [
      'a key twice',
      [
        { name: 'retention.ms', value: '1' },
        { name: 'retention.ms', value: '2' },
      ],
      'INVALID_REQUEST',
    ],
  ])('refuses %s and changes nothing', (_what, configs, error) => {
    const { client, state } = testCluster()

    const { responses } = client().call(ALTER, 2, {
      resources: [{ ...TOPIC, configs }],
      validateOnly: false,
    })

    expect(errorName(responses[0]?.errorCode)).toBe(error)
    expect(state.topic('t')?.config.overrides.size).toBe(0)
  })

  it('refuses a resource that stands twice, and brokers', () => {
    const { client } = testCluster()
    const resources = [TOPIC, TOPIC, BROKER].map((resource) => ({ ...resource, configs: [] }))

    const { responses } = client().call(ALTER, 2, { resources, validateOnly: false })

    expect(responses.map(({ errorCode }) => errorName(errorCode))).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'INVALID_REQUEST',
    ])
  })
})

describe('IncrementalAlterConfigs', () => {
  it('sets, adds to, takes from and deletes single keys', () => {
    const { client, state } = testCluster()
    const policy = () => state.topic('t')?.config.value('cleanup.policy')
    const change = (operation: number, value: string | null) =>
      client().call(INCREMENTAL, 1, incremental('cleanup.policy', operation, value))

    client().call(INCREMENTAL, 0, incremental('retention.ms', SET, '7'))
    change(APPEND, 'compact')
    expect(policy()).toBe('delete,compact')
    change(APPEND, 'compact')
    expect(policy()).toBe('delete,compact')
    change(SUBTRACT, 'delete')
    expect(policy()).toBe('compact')
    change(DELETE, null)
    expect(policy()).toBe('delete')
    expect(state.topic('t')?.config.value('retention.ms')).toBe('7')
  })

  it.each([
    ['a value that does not fit', incremental('retention.ms', SET, 'long'), 'INVALID_CONFIG'],
    ['adding to what is no list', incremental('retention.ms', APPEND, '1'), 'INVALID_CONFIG'],
    ['an unknown key', incremental('no.such', SUBTRACT, '1'), 'INVALID_CONFIG'],
    ['no value', incremental('retention.ms', SET, null), 'INVALID_REQUEST'],
    ['an unknown operation', incremental('retention.ms', 9, '1'), 'INVALID_REQUEST'],
  ])('refuses %s', (_what, request, error) => {
    const { client } = testCluster()

    const { responses } = client().call(INCREMENTAL, 1, request)

    expect(errorName(responses[0]?.errorCode)).toBe(error)
  })
})
