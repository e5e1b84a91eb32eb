import { describe, expect, it } from 'vitest'
import { describeTopicPartitionsRequest } from '../messages/describe-topic-partitions-request.ts'
import { findCoordinatorRequest } from '../messages/find-coordinator-request.ts'
import { heartbeatResponse } from '../messages/heartbeat-response.ts'
import { metadataRequest } from '../messages/metadata-request.ts'
import { produceResponse } from '../messages/produce-response.ts'
import { saslAuthenticateRequest } from '../messages/sasl-authenticate-request.ts'
import { decodeMessage } from '../messages-by-name.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'

const malformed = expect.objectContaining({ code: 'MALFORMED' })

describe('decode', () => {
  it('gives exactly the fields of the version', () => {
    const decoded = decode(heartbeatResponse, 0, Buffer.from('001b', 'hex'))

    expect(decoded).toStrictEqual({ errorCode: 27 })
  })

  it('fills in the defaults of tagged fields that were not sent, and nobody can change them', () => {
    const decoded = decode(
      produceResponse,
      10,
      encode(produceResponse, 10, {
        responses: [
          { name: 't', partitionResponses: [{ index: 0, errorCode: 0, baseOffset: 0n }] },
        ],
      }),
    )

    const currentLeader = decoded.responses[0]?.partitionResponses[0]?.currentLeader
    expect(currentLeader).toStrictEqual({ leaderId: -1, leaderEpoch: -1 })
    expect(currentLeader).toSatisfy(Object.isFrozen)
    expect(decoded.nodeEndpoints).toStrictEqual([])
    expect(decoded.nodeEndpoints).toSatisfy(Object.isFrozen)
  })

  it('skips tagged fields that it does not know, wherever they are', () => {
    const frame = Buffer.from('00000001' + '0005' + '02' + '0003aabbcc' + 'ffffffff0f00', 'hex')

    expect(decode(heartbeatResponse, 4, frame)).toStrictEqual({ throttleTimeMs: 1, errorCode: 5 })
  })

  it('reads null and a struct where a struct may be null', () => {
    const frame = (cursor: string) => Buffer.from(`${'01'}${'00000000'}${cursor}${'00'}`, 'hex')

    expect(decode(describeTopicPartitionsRequest, 0, frame('ff')).cursor).toBeNull()
    expect(
      decode(describeTopicPartitionsRequest, 0, frame('01' + '0274' + '00000007' + '00')).cursor,
    ).toStrictEqual({ topicName: 't', partitionIndex: 7 })
  })

  it('takes every byte but 0 for true, as Java does', () => {
    const frame = Buffer.from('00000000' + '02', 'hex')

    expect(decode(metadataRequest, 4, frame).allowAutoTopicCreation).toBe(true)
  })

  it('reads bytes that are not UTF-8 with a replacement, as Java does', () => {
    const frame = Buffer.from('0004' + '61ffc362', 'hex')

    expect(decode(findCoordinatorRequest, 0, frame).key).toBe('a\ufffd\ufffdb')
  })

  it('keeps a byte order mark', () => {
    const key = '\ufeffkey'

    expect(decode(findCoordinatorRequest, 0, encode(findCoordinatorRequest, 0, { key })).key).toBe(
      key,
    )
  })

  it('gives bytes as a view of the frame, as a plain Uint8Array', () => {
    const frame = Buffer.from('00000003' + '010203', 'hex')

    const { authBytes } = decode(saslAuthenticateRequest, 0, frame)

    expect(authBytes).toStrictEqual(new Uint8Array([1, 2, 3]))
    expect(authBytes.buffer).toBe(frame.buffer)
  })

  it('reads from the middle of a larger buffer', () => {
    const larger = new Uint8Array(Buffer.from('ffff' + '0002' + '6162' + 'ffff', 'hex'))

    expect(decode(findCoordinatorRequest, 0, larger.subarray(2, 6)).key).toBe('ab')
  })

  it.each([
    { problem: 'no bytes', hex: '' },
    { problem: 'a missing byte', hex: '0000000100' },
    { problem: 'a byte too many', hex: '00000001' + '0005' + '00' + '00' },
    { problem: 'no tagged fields section', hex: '00000001' + '0005' },
    { problem: 'more tagged fields than bytes', hex: '00000001' + '0005' + 'ffffffff0f' },
    { problem: 'a tagged field beyond the end', hex: '00000001' + '0005' + '01' + '0003aabb' },
    { problem: 'a tag that comes twice', hex: '00000001' + '0005' + '02' + '0000' + '0000' },
    { problem: 'tags that are not ascending', hex: '00000001' + '0005' + '02' + '0100' + '0000' },
    { problem: 'a varint of more than 32 bits', hex: '00000001' + '0005' + 'ffffffff1f' },
    { problem: 'a varint without an end', hex: '00000001' + '0005' + '808080808000' },
  ])('refuses $problem', ({ hex }) => {
    const frame = Buffer.from(hex, 'hex')

    expect(() => decode(heartbeatResponse, 4, frame)).toThrow(malformed)
  })

  it.each([
    { problem: 'a null string', message: 'FindCoordinatorRequest', version: 0, hex: 'ffff' },
    { problem: 'a negative string', message: 'FindCoordinatorRequest', version: 0, hex: 'fffe' },
    {
      problem: 'a null compact string',
      message: 'FindCoordinatorRequest',
      version: 3,
      hex: '000000',
    },
    {
      problem: 'a string beyond the end',
      message: 'FindCoordinatorRequest',
      version: 0,
      hex: '0005aa',
    },
    { problem: 'null bytes', message: 'SaslAuthenticateRequest', version: 0, hex: 'ffffffff' },
    {
      problem: 'bytes beyond the end',
      message: 'SaslAuthenticateRequest',
      version: 0,
      hex: '7fffffff00',
    },
    { problem: 'a null array', message: 'DescribeGroupsRequest', version: 0, hex: 'ffffffff' },
    { problem: 'a negative array', message: 'MetadataRequest', version: 1, hex: 'fffffffe' },
    {
      problem: 'an array beyond the end',
      message: 'MetadataRequest',
      version: 1,
      hex: '7fffffff00',
    },
    {
      problem: 'a compact array beyond the end',
      message: 'MetadataRequest',
      version: 9,
      hex: 'ffffffff0f',
    },
    {
      problem: 'a marker that is none',
      message: 'DescribeTopicPartitionsRequest',
      version: 0,
      hex: '01000000000200',
    },
  ])('refuses $problem', ({ message, version, hex }) => {
    const frame = Buffer.from(hex, 'hex')

    expect(() => decodeMessage(message, version, frame)).toThrow(malformed)
  })

  it('refuses a compact string that is longer than Kafka takes', () => {
    const length = 'fffe01' + '00'
    const tooLong = Buffer.concat([
      Buffer.from('818002', 'hex'),
      Buffer.alloc(0x8000),
      Buffer.alloc(2),
    ])
    const longest = Buffer.concat([
      Buffer.from('808002', 'hex'),
      Buffer.alloc(0x7fff),
      Buffer.alloc(2),
    ])

    expect(length).toHaveLength(8)
    expect(() => decode(findCoordinatorRequest, 3, tooLong)).toThrow(malformed)
    expect(decode(findCoordinatorRequest, 3, longest).key).toHaveLength(0x7fff)
  })

  it('refuses a tagged field that is not as long as announced', () => {
    const partition = (tagged: string) =>
      `${'02'}${'00000000'}${'0000'}${'0000000000000000'}${'0000000000000000'}${'0000000000000000'}${'01'}${'00'}${tagged}`
    const frame = (tagged: string) =>
      Buffer.from(`${'02'}${'0274'}${partition(tagged)}${'00'}${'00000000'}${'00'}`, 'hex')
    const leader = '00000001' + '00000002' + '00'

    const decoded = decode(produceResponse, 10, frame(`01${'0009'}${leader}`))

    expect(decoded.responses[0]?.partitionResponses[0]?.currentLeader).toStrictEqual({
      leaderId: 1,
      leaderEpoch: 2,
    })
    expect(() => decode(produceResponse, 10, frame(`01${'0008'}${leader}`))).toThrow(malformed)
    expect(() => decode(produceResponse, 10, frame(`01${'000a'}${leader}00`))).toThrow(malformed)
  })

  it('says in which field the bytes ended', () => {
    const frame = Buffer.from('00000002' + '000174' + '0005', 'hex')

    expect(() => decode(metadataRequest, 1, frame)).toThrow(
      'MetadataRequest v1.topics[1].name: 5 bytes announced at byte 9, 0 left',
    )
  })

  it('refuses a version that is not spoken', () => {
    expect(() => decode(metadataRequest, 14, Buffer.alloc(0))).toThrow(/not supported/)
    expect(() => decodeMessage('UpdateMetadataRequest', 0, Buffer.alloc(0))).toThrow(
      /not supported/,
    )
  })
})
