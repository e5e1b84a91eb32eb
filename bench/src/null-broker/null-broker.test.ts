import {
  apiVersionsResponse,
  decode,
  decodeResponseHeader,
  encodeRequestFrame,
  type MessageSchema,
  produceRequest,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { NullBroker } from './null-broker.ts'

const LENGTH_BYTES = 4

describe('NullBroker', () => {
  it('answers ApiVersions of an unknown version in version 0, with the versions it has', () => {
    const request = Buffer.alloc(8)
    request.writeInt16BE(apiVersionsResponse.apiKey, 0)
    request.writeInt16BE(99, 2)

    const answer = decodeAnswer(apiVersionsResponse, 0, new NullBroker('host', 1).answer(request))

    expect(answer.errorCode).toBe(35)
    expect(answer.apiKeys).toContainEqual({ apiKey: 0, minVersion: 3, maxVersion: 12 })
  })

  it('answers nothing to a producer that awaits no acknowledgement', () => {
    const frame = encodeRequestFrame(produceRequest, 9, 1, null, {
      acks: 0,
      timeoutMs: 1,
      topicData: [],
    })

    expect(new NullBroker('host', 1).answer(frame.subarray(LENGTH_BYTES))).toBeNull()
  })
})

function decodeAnswer<T>(schema: MessageSchema<T>, version: number, answer: Buffer | null): T {
  const frame = (answer ?? Buffer.alloc(0)).subarray(LENGTH_BYTES)
  const { bodyOffset } = decodeResponseHeader(schema, version, frame)
  return decode(schema, version, frame.subarray(bodyOffset))
}
