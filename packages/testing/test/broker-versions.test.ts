import {
  apiVersionsRequest,
  apiVersionsResponse,
  initProducerIdRequest,
  initProducerIdResponse,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from './support/error-name.ts'
import { FrameClient } from './support/frame-client.ts'
import { produce } from './support/produce.ts'
import { testCluster } from './support/test-cluster.ts'

const API_VERSIONS = { request: apiVersionsRequest, response: apiVersionsResponse }
const METADATA = { request: metadataRequest, response: metadataResponse }
const INIT_PRODUCER_ID = { request: initProducerIdRequest, response: initProducerIdResponse }
const PRODUCE_KEY = 0
const INIT_PRODUCER_ID_KEY = 22
const DESCRIBE_CLUSTER_KEY = 60

function versionsOf(client: FrameClient, version = 0) {
  const { errorCode, apiKeys } = client.call(API_VERSIONS, version, {
    clientSoftwareName: 'test',
    clientSoftwareVersion: '1',
  })
  const range = (key: number) => {
    const api = apiKeys.find(({ apiKey }) => apiKey === key)
    return api && `${api.minVersion}-${api.maxVersion}`
  }
  return { error: errorName(errorCode), range }
}

describe('apiRange', () => {
  it('narrows what is advertised and served, from the next request on', () => {
    const { kafka, client } = testCluster()
    kafka.apiRange('Metadata', 0, 7)
    expect(versionsOf(client()).range(3)).toBe('0-7')

    client().send(METADATA, 8, { topics: null })
    expect(client().closed).toBe(true)

    expect(new FrameClient(kafka.cluster).call(METADATA, 7, { topics: null }).topics.length).toBe(1)
  })

  it('is for one broker where that is asked for', () => {
    const { kafka, client } = testCluster({ brokers: 2 })
    kafka.apiRange('Produce', 3, 8, 2)

    expect(versionsOf(client(1)).range(PRODUCE_KEY)).toBe('0-13')
    expect(versionsOf(client(2)).range(PRODUCE_KEY)).toBe('3-8')
  })

  it('answers an ApiVersions request that it no longer takes so that the client can fall back', () => {
    const { kafka, client } = testCluster()
    kafka.apiRange('ApiVersions', 0, 2)

    // Version 3 is asked, and the answer is one of version 0.
    client().connection.receive(frameOfApiVersions3())
    const answer = client().written.shift()
    expect(errorName(answer?.readInt16BE(8))).toBe('UNSUPPORTED_VERSION')
    expect(versionsOf(client(), 2).error).toBe('NONE')
  })

  it('refuses what the cluster cannot serve', () => {
    const { kafka } = testCluster()

    expect(() => kafka.apiRange('Produce', 3, 99)).toThrow(RangeError)
    expect(() => kafka.apiRange('Produce', 5, 4)).toThrow(RangeError)
    expect(() => kafka.apiRange('Vote', 0, 0)).toThrow('There is no API "Vote"')
    expect(() => kafka.apiRange('Produce', 3, 4, 2)).toThrow('There is no node 2')
  })
})

describe('profile', () => {
  it.each([
    ['1.0', '0-5', '0-0', undefined],
    ['2.1', '0-7', '0-1', undefined],
    ['2.4', '0-8', '0-2', undefined],
    ['2.5', '0-8', '0-3', undefined],
    ['2.8', '0-9', '0-4', '0-0'],
    ['3.9', '0-11', '0-5', '0-1'],
    ['4.0', '0-12', '0-5', '0-1'],
    ['4.3', '0-13', '0-5', '0-1'],
  ] as const)(
    'makes brokers those of Kafka %s',
    (release, produceRange, initRange, describeRange) => {
      const { kafka, client } = testCluster()

      kafka.profile(release)

      const { range } = versionsOf(client())
      expect(range(PRODUCE_KEY)).toBe(produceRange)
      expect(range(INIT_PRODUCER_ID_KEY)).toBe(initRange)
      expect(range(DESCRIBE_CLUSTER_KEY)).toBe(describeRange)
    },
  )

  it('undoes ranges that were set before', () => {
    const { kafka, client } = testCluster()
    kafka.apiRange('Produce', 3, 3)

    kafka.profile('4.3')

    expect(versionsOf(client()).range(PRODUCE_KEY)).toBe('0-13')
  })
})

describe('producers that brokers know', () => {
  it('begin where a test wants them to', () => {
    const { client, kafka } = testCluster()
    const ask = () => {
      const { producerId, producerEpoch } = client().call(INIT_PRODUCER_ID, 1, {
        transactionalId: null,
        transactionTimeoutMs: 1_000,
      })
      return [producerId, producerEpoch]
    }

    kafka.seedProducer({ producerId: 70n, producerEpoch: 32_766 })

    expect([ask(), ask()]).toEqual([
      [70n, 32_766],
      [71n, 0],
    ])
  })

  it('may stand right before the wrap of their sequences', () => {
    const { client, kafka, now } = testCluster()
    const identity = { producerId: 7n, producerEpoch: 0 }
    kafka.seedSequence('t', 0, { ...identity, nextSequence: 2 ** 31 - 1 })
    const send = (baseSequence: number, values: string[]) =>
      produce(client(), 't', { ...now(), ...identity, baseSequence, values })

    expect(send(0, ['gap']).error).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(send(2 ** 31 - 1, ['last', 'first']).error).toBe('NONE')
    expect(send(1, ['second']).error).toBe('NONE')
  })

  it('are forgotten on request: any sequence is their first then', () => {
    const { client, kafka, now } = testCluster()
    const identity = { producerId: 7n, producerEpoch: 0 }
    produce(client(), 't', { ...now(), ...identity, baseSequence: 0 })
    const gap = { ...now(), ...identity, baseSequence: 5 }
    expect(produce(client(), 't', gap).error).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')

    kafka.expireProducer(7n)

    expect(produce(client(), 't', gap).error).toBe('NONE')
  })

  it('are told where the log begins after records were deleted', () => {
    const { client, kafka, now } = testCluster()
    produce(client(), 't', { ...now(), values: ['a', 'b'] })

    kafka.deleteRecords('t', 0, 1)

    expect(produce(client(), 't', now()).logStartOffset).toBe(1n)
    expect(kafka.records('t').map(({ offset }) => offset)).toEqual([1, 2])
    expect(() => kafka.deleteRecords('t', 0, 4)).toThrow('Offset 4 is outside')
  })
})

/** ApiVersions 3 as a client sends it first: version 3 of API 18, correlation id 1, no client id. */
function frameOfApiVersions3(): Buffer {
  const body = Buffer.from([0, 18, 0, 3, 0, 0, 0, 1, 0xff, 0xff, 0, 2, 0x61, 2, 0x31, 0])
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return Buffer.concat([length, body])
}
