import {
  apiVersionsRequest,
  apiVersionsResponse,
  describeClusterRequest,
  describeClusterResponse,
  initProducerIdRequest,
  initProducerIdResponse,
  offsetForLeaderEpochRequest,
  offsetForLeaderEpochResponse,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { produce } from '../../test/support/produce.ts'
import { testCluster } from '../../test/support/test-cluster.ts'
import { ADVERTISED_APIS } from '../cluster/request-router.ts'

const API_VERSIONS = { request: apiVersionsRequest, response: apiVersionsResponse }
const DESCRIBE_CLUSTER = { request: describeClusterRequest, response: describeClusterResponse }
const INIT_PRODUCER_ID = { request: initProducerIdRequest, response: initProducerIdResponse }
const EPOCHS = { request: offsetForLeaderEpochRequest, response: offsetForLeaderEpochResponse }

describe('ApiVersions', () => {
  it.each([0, 1, 2, 3, 4])('tells all that is advertised in version %i', (version) => {
    const { client } = testCluster()

    const { errorCode, apiKeys } = client().call(API_VERSIONS, version, {
      clientSoftwareName: 'apache-kafka-java',
      clientSoftwareVersion: '4.3.1',
    })

    expect(errorCode).toBe(0)
    expect(apiKeys).toEqual(ADVERTISED_APIS)
  })

  it.each([
    ['', '1'],
    ['name', ''],
    ['-name', '1'],
    ['name', '1.'],
    ['na me', '1'],
  ])('refuses the client software %j %j', (clientSoftwareName, clientSoftwareVersion) => {
    const { client } = testCluster()

    const { errorCode } = client().call(API_VERSIONS, 3, {
      clientSoftwareName,
      clientSoftwareVersion,
    })

    expect(errorName(errorCode)).toBe('INVALID_REQUEST')
  })
})

describe('InitProducerId', () => {
  const anonymous = { transactionalId: null, transactionTimeoutMs: 0 }

  it.each([0, 1, 2, 3, 4, 5])('gives a fresh producer id in version %i', (version) => {
    const { client } = testCluster()
    const ask = () => client().call(INIT_PRODUCER_ID, version, anonymous)

    const [first, second] = [ask(), ask()]

    expect(first).toMatchObject({ errorCode: 0, producerEpoch: 0 })
    expect(second.producerId).not.toBe(first.producerId)
  })

  it('gives a fresh one also to who names the one that it had, as Kafka does', () => {
    const { client } = testCluster()
    const had = client().call(INIT_PRODUCER_ID, 4, anonymous)

    const next = client().call(INIT_PRODUCER_ID, 4, { ...anonymous, ...had })

    expect(next).toMatchObject({ errorCode: 0, producerEpoch: 0 })
    expect(next.producerId).not.toBe(had.producerId)
  })

  it.each([
    ['an id without an epoch', { producerId: 4n }, 'INVALID_REQUEST'],
    ['an epoch without an id', { producerEpoch: 4 }, 'INVALID_REQUEST'],
    ['an empty transactional id', { transactionalId: '' }, 'INVALID_REQUEST'],
    ['transactions', { transactionalId: 'x' }, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
  ])('refuses %s', (_what, terms, error) => {
    const { client } = testCluster()

    const response = client().call(INIT_PRODUCER_ID, 4, { ...anonymous, ...terms })

    expect(errorName(response.errorCode)).toBe(error)
    expect(response).toMatchObject({ producerId: -1n, producerEpoch: -1 })
  })
})

describe('DescribeCluster', () => {
  it.each([0, 1])('names the brokers that are alive in version %i', async (version) => {
    const { client, kafka, state } = testCluster({ brokers: 3 })
    await kafka.kill(1)

    const response = client(3).call(DESCRIBE_CLUSTER, version, {
      includeClusterAuthorizedOperations: false,
    })

    expect(response).toMatchObject({ errorCode: 0, clusterId: state.clusterId, controllerId: 2 })
    expect(response.brokers.map(({ brokerId, port }) => [brokerId, port])).toEqual([
      [2, 9093],
      [3, 9094],
    ])
  })

  it.each([
    [2, 'MISMATCHED_ENDPOINT_TYPE'],
    [3, 'UNSUPPORTED_ENDPOINT_TYPE'],
  ])('refuses the endpoint type %i', (endpointType, error) => {
    const { client } = testCluster()
    const body = { includeClusterAuthorizedOperations: false, endpointType }

    expect(errorName(client().call(DESCRIBE_CLUSTER, 1, body).errorCode)).toBe(error)
  })
})

describe('OffsetForLeaderEpoch', () => {
  const body = (leaderEpoch: number, currentLeaderEpoch = -1, partition = 0) => ({
    topics: [{ topic: 't', partitions: [{ partition, currentLeaderEpoch, leaderEpoch }] }],
  })

  it.each([2, 3, 4])('tells where an epoch ended in version %i', (version) => {
    const { client, kafka, now } = testCluster({ brokers: 2 })
    produce(client(1), 't', now())
    kafka.moveLeader('t', 0, 2)
    produce(client(2), 't', now())
    const ask = (epoch: number) =>
      client(2).call(EPOCHS, version, body(epoch)).topics[0]?.partitions[0]

    expect(ask(0)).toMatchObject({ errorCode: 0, leaderEpoch: 0, endOffset: 1n })
    expect(ask(1)).toMatchObject({ errorCode: 0, leaderEpoch: 1, endOffset: 2n })
    expect(ask(2)).toMatchObject({ errorCode: 0, leaderEpoch: -1, endOffset: -1n })
  })

  it.each([
    ['an unknown partition', body(0, -1, 3), 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a newer leader epoch', body(0, 7), 'UNKNOWN_LEADER_EPOCH'],
  ])('refuses %s', (_what, request, error) => {
    const { client } = testCluster()

    const { topics } = client().call(EPOCHS, 4, request)

    expect(errorName(topics[0]?.partitions[0]?.errorCode)).toBe(error)
  })
})
