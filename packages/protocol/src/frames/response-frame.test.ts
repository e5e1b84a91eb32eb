import { describe, expect, it } from 'vitest'
import { decode } from '../codec/decode.ts'
import { apiVersionsResponse } from '../messages/api-versions-response.ts'
import { heartbeatRequest } from '../messages/heartbeat-request.ts'
import { heartbeatResponse } from '../messages/heartbeat-response.ts'
import { decodeResponseHeader, encodeResponseFrame } from './response-frame.ts'

describe('encodeResponseFrame', () => {
  it('puts length and header version 0 before a response that is not flexible', () => {
    const frame = encodeResponseFrame(heartbeatResponse, 0, 7, { errorCode: 27 })

    expect(frame.toString('hex')).toBe(`${'00000006'}${'00000007'}${'001b'}`)
  })

  it('puts header version 1 before a flexible response', () => {
    const frame = encodeResponseFrame(heartbeatResponse, 4, 7, { errorCode: 27 })

    expect(frame.toString('hex')).toBe(
      `${'0000000c'}${'00000007'}${'00'}${'00000000'}${'001b'}${'00'}`,
    )
  })

  it('puts header version 0 before ApiVersions at every version', () => {
    const body = { errorCode: 35, apiKeys: [] }

    const frame = encodeResponseFrame(apiVersionsResponse, 3, 7, body)

    expect(frame.toString('hex')).toBe(
      `${'0000000c'}${'00000007'}${'0023'}${'01'}${'00000000'}${'00'}`,
    )
  })

  it('refuses the schema of a request', () => {
    const body = { groupId: 'g', generationId: 1, memberId: 'm' }

    expect(() => encodeResponseFrame(heartbeatRequest, 1, 1, body)).toThrow(TypeError)
  })
})

describe('decodeResponseHeader', () => {
  it.each([
    { schema: heartbeatResponse, version: 0, bodyOffset: 4 },
    { schema: heartbeatResponse, version: 4, bodyOffset: 5 },
    { schema: apiVersionsResponse, version: 4, bodyOffset: 4 },
  ])('finds the body of $schema.name version $version', ({ schema, version, bodyOffset }) => {
    const frame = encodeResponseFrame<unknown>(schema, version, -5, { errorCode: 3 }).subarray(4)

    const header = decodeResponseHeader(schema, version, frame)

    expect(header).toEqual({ correlationId: -5, bodyOffset })
    expect(decode<unknown>(schema, version, frame.subarray(bodyOffset))).toMatchObject({
      errorCode: 3,
    })
  })

  it('leaves out tagged fields that it does not know', () => {
    const frame = Buffer.from([0x7f, 0xff, 0xff, 0xff, 1, 9, 2, 0xaa, 0xbb, 0xcc])

    expect(decodeResponseHeader(heartbeatResponse, 4, frame)).toEqual({
      correlationId: 0x7fff_ffff,
      bodyOffset: 9,
    })
  })

  it.each([0, 1, 2, 3])('refuses a frame of %i bytes', (length) => {
    for (const version of [0, 4]) {
      expect(() => decodeResponseHeader(heartbeatResponse, version, Buffer.alloc(length))).toThrow(
        expect.objectContaining({ code: 'MALFORMED' }),
      )
    }
  })

  it('refuses a frame that ends within the header', () => {
    const decodeIt = () => decodeResponseHeader(heartbeatResponse, 4, Buffer.alloc(4))

    expect(decodeIt).toThrow(expect.objectContaining({ code: 'MALFORMED' }))
  })
})
