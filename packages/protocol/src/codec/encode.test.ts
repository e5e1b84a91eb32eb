import { describe, expect, it } from 'vitest'
import { fetchRequest } from '../messages/fetch-request.ts'
import { findCoordinatorRequest } from '../messages/find-coordinator-request.ts'
import { metadataRequest } from '../messages/metadata-request.ts'
import { produceRequest } from '../messages/produce-request.ts'
import { produceResponse } from '../messages/produce-response.ts'
import { encodeMessage } from '../messages-by-name.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'

const PARTITION = '.responses[0].partitionResponses[0]'

const topic = (changes: object) => ({ responses: [{ name: 't', ...changes }] })

const partition = (changes: object) => topic({ partitionResponses: [changes] })

describe('encode', () => {
  it('gives a field that is left out its default', () => {
    expect(encode(metadataRequest, 4, { topics: null }).toString('hex')).toBe('ffffffff01')
  })

  it('takes undefined for left out', () => {
    const value = { topics: null, allowAutoTopicCreation: undefined }

    expect(encodeMessage('MetadataRequest', 4, value).toString('hex')).toBe('ffffffff01')
  })

  it('does not write a field that the version does not have', () => {
    const value = {
      topics: null,
      allowAutoTopicCreation: false,
      includeTopicAuthorizedOperations: true,
    }

    expect(encode(metadataRequest, 1, value).toString('hex')).toBe('ffffffff')
  })

  it('ignores properties that are not fields', () => {
    expect(encodeMessage('MetadataRequest', 1, { topics: null, topcis: 1 }).toString('hex')).toBe(
      'ffffffff',
    )
  })

  it('writes tagged fields in the order of their tags, and only those that differ from their default', () => {
    const value = {
      maxWaitMs: 0,
      minBytes: 0,
      topics: [],
      replicaState: { replicaId: 3, replicaEpoch: 9n },
      clusterId: 'c',
    }

    const taggedSection = (changes: object) => {
      const bytes = encode(fetchRequest, 15, { ...value, ...changes }).toString('hex')
      return bytes.slice(untagged.length)
    }
    const untagged = encode(fetchRequest, 15, { maxWaitMs: 0, minBytes: 0, topics: [] })
      .toString('hex')
      .slice(0, -2)

    expect(taggedSection({})).toBe(
      '02' + '00020263' + '010d' + '00000003' + '0000000000000009' + '00',
    )
    expect(taggedSection({ clusterId: null })).toBe(
      '01' + '010d' + '00000003' + '0000000000000009' + '00',
    )
    expect(taggedSection({ clusterId: null, replicaState: {} })).toBe('00')
    expect(taggedSection({ clusterId: null, replicaState: { replicaId: -1 } })).toBe('00')
  })

  it('does not change what it is given, even when that is frozen', () => {
    const value = Object.freeze({ topics: Object.freeze([Object.freeze({ name: 't' })]) })

    expect(encode(metadataRequest, 1, value).toString('hex')).toBe('00000001' + '000174')
  })

  it('writes bytes from the middle of a larger buffer', () => {
    const records = Buffer.from('xxabcxx').subarray(2, 5)
    const partitionData = [{ index: 0, records }]
    const value = { acks: 1, timeoutMs: 0, topicData: [{ name: 't', partitionData }] }

    const decoded = decode(produceRequest, 3, encode(produceRequest, 3, value))

    expect(decoded.topicData[0]?.partitionData[0]?.records).toEqual(new Uint8Array([97, 98, 99]))
  })

  it('writes the longest string that Kafka takes', () => {
    const longest = 'é'.repeat(0x3fff)

    expect(encode(findCoordinatorRequest, 0, { key: `${longest}!` }).readInt16BE(0)).toBe(0x7fff)
    expect(() => encode(findCoordinatorRequest, 0, { key: `${longest}é` })).toThrow(/32767 bytes/)
    expect(() => encode(findCoordinatorRequest, 3, { key: `${longest}é` })).toThrow(/32767 bytes/)
  })

  it('checks at compile time that the value is one of the schema', () => {
    // @ts-expect-error: topics is missing
    encode(metadataRequest, 1, {})
    // @ts-expect-error: a topic is an object
    expect(() => encode(metadataRequest, 1, { topics: ['t'] })).toThrow(/must be an object/)
  })

  it.each([
    { problem: 'nothing', value: undefined, path: '' },
    { problem: 'null', value: null, path: '' },
    { problem: 'an array', value: [], path: '' },
    { problem: 'a text', value: 'x', path: '' },
    { problem: 'a null array', value: { responses: null }, path: '.responses' },
    { problem: 'an object for an array', value: { responses: { length: 1 } }, path: '.responses' },
    { problem: 'undefined in an array', value: { responses: [undefined] }, path: '.responses[0]' },
    { problem: 'a null name', value: topic({ name: null }), path: '.responses[0].name' },
    { problem: 'a number for a name', value: topic({ name: 5 }), path: '.responses[0].name' },
    { problem: 'half a character', value: topic({ name: 'a\ud800' }), path: '.responses[0].name' },
    { problem: 'a fraction', value: partition({ index: 1.5 }), path: `${PARTITION}.index` },
    { problem: 'NaN', value: partition({ index: Number.NaN }), path: `${PARTITION}.index` },
    {
      problem: 'a text for a number',
      value: partition({ index: '1' }),
      path: `${PARTITION}.index`,
    },
    {
      problem: 'a bigint for an int32',
      value: partition({ index: 1n }),
      path: `${PARTITION}.index`,
    },
    {
      problem: 'more than int32',
      value: partition({ index: 2 ** 31 }),
      path: `${PARTITION}.index`,
    },
    {
      problem: 'less than int32',
      value: partition({ index: -(2 ** 31) - 1 }),
      path: `${PARTITION}.index`,
    },
    {
      problem: 'more than int16',
      value: partition({ errorCode: 2 ** 15 }),
      path: `${PARTITION}.errorCode`,
    },
    {
      problem: 'a number for an int64',
      value: partition({ baseOffset: 1 }),
      path: `${PARTITION}.baseOffset`,
    },
    {
      problem: 'more than int64',
      value: partition({ baseOffset: 2n ** 63n }),
      path: `${PARTITION}.baseOffset`,
    },
    {
      problem: 'less than int64',
      value: partition({ baseOffset: -(2n ** 63n) - 1n }),
      path: `${PARTITION}.baseOffset`,
    },
    {
      problem: 'a huge bigint',
      value: partition({ baseOffset: 1n << 100_000n }),
      path: `${PARTITION}.baseOffset`,
    },
    {
      problem: 'a null tagged struct',
      value: partition({ currentLeader: null }),
      path: `${PARTITION}.currentLeader`,
    },
    {
      problem: 'a wrong value in a tagged struct',
      value: partition({ currentLeader: { leaderId: 'x' } }),
      path: `${PARTITION}.currentLeader.leaderId`,
    },
  ])('refuses $problem and names the field', ({ value, path }) => {
    const encodeIt = () => encodeMessage('ProduceResponse', 10, value)

    expect(encodeIt).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', path: `ProduceResponse v10${path}` }),
    )
  })

  it.each([
    { message: 'DescribeClusterRequest', value: { includeClusterAuthorizedOperations: 1 } },
    { message: 'DescribeClusterRequest', value: { endpointType: 128 } },
    { message: 'SaslAuthenticateRequest', value: { authBytes: 'text' } },
    { message: 'SaslAuthenticateRequest', value: { authBytes: [1, 2] } },
    { message: 'SaslAuthenticateRequest', value: { authBytes: null } },
    { message: 'DescribeTopicPartitionsRequest', value: { cursor: 5 } },
    ...[
      '',
      'AAAAAAAAAAAAAAAAAAAAA',
      'AAAAAAAAAAAAAAAAAAAAAAA',
      'AAAAAAAAAAAAAAAAAAAAA+',
      'AAAAAAAAAAAAAAAAAAAAAB',
      7,
    ].map((topicId) => ({ message: 'DeleteTopicsRequest', value: { topics: [{ topicId }] } })),
  ])('refuses $value in $message', ({ message, value }) => {
    const version = {
      SaslAuthenticateRequest: 0,
      DeleteTopicsRequest: 6,
      DescribeClusterRequest: 2,
    }[message]

    const encodeIt = () => encodeMessage(message, version ?? 0, value)

    expect(encodeIt).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
  })

  it('shows what it was given in one short line', () => {
    const name = `evil\n${'x'.repeat(1000)}\ud800`

    const encodeIt = () => encodeMessage('ProduceResponse', 10, topic({ name }))

    expect(encodeIt).toThrow(/^ProduceResponse v10\.responses\[0\]\.name: .{1,120}$/)
  })

  it.each([
    { name: 'ProduceRequest', version: 2 },
    { name: 'ProduceRequest', version: 14 },
    { name: 'ProduceRequest', version: 3.5 },
    { name: 'ProduceRequest', version: Number.NaN },
    { name: 'StopReplicaRequest', version: 0 },
    { name: '__proto__', version: 0 },
    { name: 'constructor', version: 0 },
  ])('refuses $name version $version as not supported', ({ name, version }) => {
    const encodeIt = () => encodeMessage(name, version, {})

    expect(encodeIt).toThrow(/not supported/)
    expect(encodeIt).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }))
  })

  it('keeps the types of a decoded message', () => {
    const value = { responses: [], throttleTimeMs: 5 }

    const decoded = decode(produceResponse, 9, encode(produceResponse, 9, value))

    expect(decoded.throttleTimeMs?.toFixed()).toBe('5')
  })
})
