import {
  createPartitionsRequest,
  createPartitionsResponse,
  createTopicsRequest,
  createTopicsResponse,
  deleteRecordsRequest,
  deleteRecordsResponse,
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { produce } from '../../test/support/produce.ts'
import { testCluster } from '../../test/support/test-cluster.ts'
import { ZERO_ID } from '../cluster/topic-lookup.ts'

const CREATE_TOPICS = { request: createTopicsRequest, response: createTopicsResponse }
const DELETE_TOPICS = { request: deleteTopicsRequest, response: deleteTopicsResponse }
const CREATE_PARTITIONS = { request: createPartitionsRequest, response: createPartitionsResponse }
const DELETE_RECORDS = { request: deleteRecordsRequest, response: deleteRecordsResponse }
const DEFAULTS = { numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] }

describe('CreateTopics', () => {
  it.each([2, 3, 4, 5, 6, 7])('creates topics in version %i', (version) => {
    const { client, state } = testCluster({ brokers: 3 })
    const configs = [{ name: 'max.message.bytes', value: '500' }]

    const { topics } = client(2).call(CREATE_TOPICS, version, {
      topics: [{ ...DEFAULTS, name: 'a', numPartitions: 2, replicationFactor: 1, configs }],
    })

    expect(topics).toMatchObject([{ name: 'a', errorCode: 0, errorMessage: null }])
    expect(state.topic('a')?.partitions.map(({ replicas }) => replicas)).toEqual([[1], [2]])
    expect(state.topic('a')?.config.batchRules.maxMessageBytes).toBe(500)
    if (version >= 5) expect(topics[0]).toMatchObject({ numPartitions: 2, replicationFactor: 1 })
    if (version >= 7) expect(topics[0]?.topicId).toBe(state.topic('a')?.id)
  })

  it('uses the defaults of the cluster, or the assignments that are given', () => {
    const { client, state } = testCluster({ brokers: 2, defaultPartitions: 3 })
    const assignments = [
      { partitionIndex: 1, brokerIds: [1] },
      { partitionIndex: 0, brokerIds: [2, 1] },
    ]

    client().call(CREATE_TOPICS, 5, {
      topics: [
        { ...DEFAULTS, name: 'default' },
        { ...DEFAULTS, name: 'assigned', assignments },
      ],
    })

    expect(state.topic('default')?.partitions.map(({ replicas }) => replicas.length)).toEqual([
      2, 2, 2,
    ])
    expect(state.topic('assigned')?.partitions.map(({ replicas }) => replicas)).toEqual([
      [2, 1],
      [1],
    ])
  })

  it('only checks when it is told to', () => {
    const { client, state } = testCluster()

    const { topics } = client().call(CREATE_TOPICS, 7, {
      topics: [
        { ...DEFAULTS, name: 'a' },
        { ...DEFAULTS, name: 't' },
      ],
      validateOnly: true,
    })

    expect(topics.map(({ errorCode }) => errorName(errorCode))).toEqual([
      'NONE',
      'TOPIC_ALREADY_EXISTS',
    ])
    expect(topics[0]).toMatchObject({ topicId: ZERO_ID, numPartitions: 1, replicationFactor: 1 })
    expect(state.topic('a')).toBeUndefined()
  })

  it.each([
    ['a name that exists', { name: 't' }, 'TOPIC_ALREADY_EXISTS'],
    ['a forbidden name', { name: 'a b' }, 'INVALID_TOPIC_EXCEPTION'],
    ['no partitions', { numPartitions: 0 }, 'INVALID_PARTITIONS'],
    ['no replicas', { replicationFactor: 0 }, 'INVALID_REPLICATION_FACTOR'],
    ['more replicas than brokers', { replicationFactor: 2 }, 'INVALID_REPLICATION_FACTOR'],
    ['an unknown setting', { configs: [{ name: 'no', value: '1' }] }, 'INVALID_CONFIG'],
    [
      'a setting without a value',
      { configs: [{ name: 'retention.ms', value: null }] },
      'INVALID_CONFIG',
    ],
    [
      'assignments beside a number',
      { numPartitions: 1, assignments: [{ partitionIndex: 0, brokerIds: [1] }] },
      'INVALID_REQUEST',
    ],
    [
      'assignments with a gap',
      { assignments: [{ partitionIndex: 1, brokerIds: [1] }] },
      'INVALID_REPLICA_ASSIGNMENT',
    ],
  ])('refuses %s and creates the others', (_what, terms, error) => {
    const { client, state } = testCluster()

    const { topics } = client().call(CREATE_TOPICS, 5, {
      topics: [
        { ...DEFAULTS, name: 'wrong', ...terms },
        { ...DEFAULTS, name: 'right' },
      ],
    })

    expect(topics.map(({ errorCode }) => errorName(errorCode))).toEqual([error, 'NONE'])
    expect(topics[0]?.errorMessage).toEqual(expect.any(String))
    expect(state.topics.map(({ name }) => name)).toEqual(['t', 'right'])
  })

  it('refuses a name that is asked for twice, in one answer', () => {
    const { client } = testCluster()

    const { topics } = client().call(CREATE_TOPICS, 5, {
      topics: [
        { ...DEFAULTS, name: 'a' },
        { ...DEFAULTS, name: 'a' },
      ],
    })

    expect(topics.map(({ errorCode }) => errorName(errorCode))).toEqual(['INVALID_REQUEST'])
  })
})

describe('DeleteTopics', () => {
  it.each([1, 2, 3, 4, 5])('deletes by name in version %i', (version) => {
    const { client, state } = testCluster()

    const { responses } = client().call(DELETE_TOPICS, version, {
      topicNames: ['t', 'gone'],
      timeoutMs: 1,
    })

    expect(responses.map(({ name, errorCode }) => [name, errorName(errorCode)])).toEqual([
      ['t', 'NONE'],
      ['gone', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ])
    expect(state.topics).toEqual([])
  })

  it('deletes by name or by id in version 6, and wants exactly one of them', () => {
    const { client, state, kafka } = testCluster()
    kafka.createTopic('u')
    const topicId = state.topic('u')?.id ?? ''

    const { responses } = client().call(DELETE_TOPICS, 6, {
      topics: [
        { name: 't', topicId: ZERO_ID },
        { name: null, topicId },
        { name: null, topicId: 'AAAAAAAAAAAAAAAAAAAAAQ' },
        { name: 't', topicId },
        { name: null, topicId: ZERO_ID },
      ],
      timeoutMs: 1,
    })

    expect(responses.map(({ errorCode }) => errorName(errorCode))).toEqual([
      'NONE',
      'NONE',
      'UNKNOWN_TOPIC_ID',
      'INVALID_REQUEST',
      'INVALID_REQUEST',
    ])
    expect(state.topics).toEqual([])
  })

  it('refuses a topic that is named twice, in one answer', () => {
    const { client, state } = testCluster()

    const { responses } = client().call(DELETE_TOPICS, 4, { topicNames: ['t', 't'], timeoutMs: 1 })

    expect(responses.map(({ errorCode }) => errorName(errorCode))).toEqual(['INVALID_REQUEST'])
    expect(state.topics.length).toBe(1)
  })
})

describe('CreatePartitions', () => {
  const body = (count: number, terms: { validateOnly?: boolean; name?: string } = {}) => ({
    topics: [{ name: terms.name ?? 't', count, assignments: null }],
    timeoutMs: 1,
    validateOnly: terms.validateOnly ?? false,
  })

  it.each([0, 1, 2, 3])('extends a topic in version %i', (version) => {
    const { client, state } = testCluster()

    const { results } = client().call(CREATE_PARTITIONS, version, body(3))

    expect(results).toMatchObject([{ name: 't', errorCode: 0 }])
    expect(state.topic('t')?.partitions.map(({ index }) => index)).toEqual([0, 1, 2])
  })

  it('only checks when it is told to', () => {
    const { client, state } = testCluster()

    client().call(CREATE_PARTITIONS, 3, body(3, { validateOnly: true }))

    expect(state.topic('t')?.partitions.length).toBe(1)
  })

  it('places new partitions where it is told to', () => {
    const { client, state } = testCluster({ brokers: 2 })
    const assignments = [{ brokerIds: [2, 1] }]

    client().call(CREATE_PARTITIONS, 3, {
      ...body(2),
      topics: [{ name: 't', count: 2, assignments }],
    })

    expect(state.topic('t')?.partitions[1]?.replicas).toEqual([2, 1])
  })

  it.each([
    ['fewer', body(1), 'INVALID_PARTITIONS'],
    ['of an unknown topic', body(3, { name: 'gone' }), 'UNKNOWN_TOPIC_OR_PARTITION'],
    [
      'on no brokers',
      { ...body(2), topics: [{ name: 't', count: 2, assignments: [] }] },
      'INVALID_REPLICA_ASSIGNMENT',
    ],
    ['twice', { ...body(2), topics: [...body(2).topics, ...body(3).topics] }, 'INVALID_REQUEST'],
  ])('refuses partitions %s', (_what, request, error) => {
    const { client } = testCluster()

    const { results } = client().call(CREATE_PARTITIONS, 3, request)

    expect(errorName(results[0]?.errorCode)).toBe(error)
  })
})

describe('DeleteRecords', () => {
  const body = (offset: bigint, partitionIndex = 0) => ({
    topics: [{ name: 't', partitions: [{ partitionIndex, offset }] }],
    timeoutMs: 1,
  })

  it.each([0, 1, 2])('moves the start of the log in version %i', (version) => {
    const { client, now, kafka } = testCluster()
    for (const value of ['a', 'b', 'c']) produce(client(), 't', { ...now(), values: [value] })

    const { topics } = client().call(DELETE_RECORDS, version, body(2n))

    expect(topics[0]?.partitions).toEqual([{ partitionIndex: 0, lowWatermark: 2n, errorCode: 0 }])
    expect(kafka.records('t').map(({ value }) => String(value))).toEqual(['c'])
  })

  it('deletes all with -1', () => {
    const { client, now } = testCluster()
    produce(client(), 't', now())

    const { topics } = client().call(DELETE_RECORDS, 2, body(-1n))

    expect(topics[0]?.partitions[0]?.lowWatermark).toBe(1n)
  })

  it('refuses what is not there, and what is only compacted', () => {
    const { client, kafka } = testCluster()
    kafka.createTopic('compacted', { config: { 'cleanup.policy': 'compact' } })
    const compacted = {
      ...body(0n),
      topics: [{ name: 'compacted', partitions: [{ partitionIndex: 0, offset: 0n }] }],
    }

    const errors = [body(1n), body(-2n), body(0n, 5), compacted].map((request) => {
      const { topics } = client().call(DELETE_RECORDS, 2, request)
      return errorName(topics[0]?.partitions[0]?.errorCode)
    })

    expect(errors).toEqual([
      'OFFSET_OUT_OF_RANGE',
      'OFFSET_OUT_OF_RANGE',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'POLICY_VIOLATION',
    ])
  })
})
