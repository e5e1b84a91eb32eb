import { describe, expect, it } from 'vitest'
import { decode } from '../codec/decode.ts'
import { ProtocolError } from '../errors/protocol-error.ts'
import { apiVersionsRequest } from '../messages/api-versions-request.ts'
import { metadataRequest } from '../messages/metadata-request.ts'
import { metadataResponse } from '../messages/metadata-response.ts'
import { produceRequest } from '../messages/produce-request.ts'
import { decodeRequestHeader, encodeRequestFrame } from './request-frame.ts'

describe('encodeRequestFrame', () => {
  it('puts length and header version 1 before a request that is not flexible', () => {
    const frame = encodeRequestFrame(metadataRequest, 1, 7, 'me', { topics: null })

    expect(frame.toString('hex')).toBe(
      `${'00000010'}${'0003'}${'0001'}${'00000007'}${'00026d65'}${'ffffffff'}`,
    )
  })

  it('puts header version 2 before a flexible request, with the client id in its plain encoding', () => {
    const body = { clientSoftwareName: 'a', clientSoftwareVersion: 'b' }

    const frame = encodeRequestFrame(apiVersionsRequest, 3, -1, 'me', body)

    expect(frame.toString('hex')).toBe(
      `${'00000012'}${'0012'}${'0003'}${'ffffffff'}${'00026d65'}${'00'}${'0261'}${'0262'}${'00'}`,
    )
  })

  it('writes a client without an id', () => {
    const frame = encodeRequestFrame(apiVersionsRequest, 0, 1, null, {})

    expect(frame.toString('hex')).toBe(`${'0000000a'}${'0012'}${'0000'}${'00000001'}${'ffff'}`)
  })

  it('counts a body that outgrows its first buffer', () => {
    const records = new Uint8Array(100_000).fill(5)
    const body = {
      acks: -1,
      timeoutMs: 1,
      topicData: [{ name: 't', partitionData: [{ index: 0, records }] }],
    }

    const frame = encodeRequestFrame(produceRequest, 9, 1, null, body)

    expect(frame.readInt32BE(0)).toBe(frame.length - 4)
    const { bodyOffset } = decodeRequestHeader(frame.subarray(4))
    expect(decode(produceRequest, 9, frame.subarray(4 + bodyOffset))).toMatchObject(body)
  })

  it.each([
    { what: 'a version that is not spoken', version: 99, correlationId: 1, code: 'NOT_SUPPORTED' },
    {
      what: 'a correlation id beyond int32',
      version: 1,
      correlationId: 2 ** 31,
      code: 'INVALID_VALUE',
    },
  ])('refuses $what', ({ version, correlationId, code }) => {
    const encodeIt = () =>
      encodeRequestFrame(metadataRequest, version, correlationId, null, { topics: null })

    expect(encodeIt).toThrow(ProtocolError)
    expect(encodeIt).toThrow(expect.objectContaining({ code }))
  })

  it('refuses the schema of a response', () => {
    const body = { brokers: [], topics: [] }

    expect(() => encodeRequestFrame(metadataResponse, 1, 1, null, body)).toThrow(TypeError)
  })
})

describe('decodeRequestHeader', () => {
  it.each([
    { version: 1, bodyOffset: 8 + 4 },
    { version: 9, bodyOffset: 8 + 4 + 1 },
  ])('finds the body of version $version', ({ version, bodyOffset }) => {
    const frame = encodeRequestFrame(metadataRequest, version, 42, 'me', { topics: null })

    const header = decodeRequestHeader(frame.subarray(4))

    expect(header).toEqual({
      apiKey: 3,
      apiVersion: version,
      correlationId: 42,
      clientId: 'me',
      bodyOffset,
    })
  })

  it('skips tagged fields of the header that it does not know', () => {
    const frame = Buffer.from(`${'0003'}${'0009'}${'00000001'}${'ffff'}${'01'}${'0702aabb'}`, 'hex')

    expect(decodeRequestHeader(frame)).toMatchObject({ clientId: null, bodyOffset: frame.length })
  })

  it.each([
    { what: 'an API', apiKey: 999, apiVersion: 0 },
    { what: 'a version', apiKey: 18, apiVersion: 99 },
    { what: 'a version from before the first', apiKey: 0, apiVersion: 2 },
    { what: 'a negative version', apiKey: 18, apiVersion: -1 },
  ])('reads the fixed part for $what that is not spoken', ({ apiKey, apiVersion }) => {
    const frame = Buffer.alloc(8)
    frame.writeInt16BE(apiKey, 0)
    frame.writeInt16BE(apiVersion, 2)
    frame.writeInt32BE(77, 4)

    expect(decodeRequestHeader(frame)).toEqual({
      apiKey,
      apiVersion,
      correlationId: 77,
      clientId: null,
      bodyOffset: 8,
    })
  })

  it('refuses a frame that ends within the header', () => {
    const frame = encodeRequestFrame(metadataRequest, 9, 1, 'me', { topics: null }).subarray(4)

    for (let length = 0; length < 13; length++) {
      const decodeIt = () => decodeRequestHeader(frame.subarray(0, length))

      expect(decodeIt, `${length} bytes`).toThrow(expect.objectContaining({ code: 'MALFORMED' }))
    }
  })
})
