import { encode, produceResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { decodeProduceResponse } from './produce-response.ts'

const PARTITION = {
  index: 3,
  errorCode: 7,
  baseOffset: 2n ** 40n,
  logAppendTimeMs: 1_700_000_000_000n,
}

describe('decodeProduceResponse', () => {
  it.each([3, 7, 8, 9, 12])('reads version %i, where topics go by name', (version) => {
    const body = encode(produceResponse, version, {
      responses: [{ name: 'orders', partitionResponses: [PARTITION] }],
      throttleTimeMs: 25,
    })

    const { throttleTimeMs, topics } = decodeProduceResponse(version, body)

    expect(throttleTimeMs).toBe(25)
    expect(topics.map(({ name }) => name)).toEqual(['orders'])
    expect(topics[0]?.partitions.at(1)).toBeUndefined()
    expect(topics[0]?.partitions.at(0)).toMatchObject({
      partition: 3,
      errorCode: 7,
      baseOffset: 2 ** 40,
      logAppendTimeMs: 1_700_000_000_000,
      errorMessage: null,
    })
  })

  it('reads version 13, where topics go by id, with the broker’s words', () => {
    const topicId = 'AAAAAAAAAAAAAAAAAAAAAQ'
    const body = encode(produceResponse, 13, {
      responses: [
        { topicId, partitionResponses: [{ ...PARTITION, errorMessage: 'no such record' }] },
      ],
    })

    const { throttleTimeMs, topics } = decodeProduceResponse(13, body)

    expect(throttleTimeMs).toBe(0)
    expect(topics[0]).toMatchObject({ topicId, partitions: [{ errorMessage: 'no such record' }] })
  })

  it.each([-2n, 2n ** 53n, -(2n ** 63n)])(
    'takes %d for an offset, or a time, that nobody told',
    (number) => {
      const partition = {
        ...PARTITION,
        baseOffset: number,
        logAppendTimeMs: number,
        logStartOffset: number,
      }
      const body = encode(produceResponse, 8, {
        responses: [{ name: 'orders', partitionResponses: [partition] }],
      })

      expect(decodeProduceResponse(8, body).topics[0]?.partitions.at(0)).toMatchObject({
        baseOffset: -1,
        logAppendTimeMs: -1,
        logStartOffset: -1,
      })
    },
  )

  it('throws for bytes that are no answer', () => {
    expect(() => decodeProduceResponse(9, Buffer.alloc(3, 0xff))).toThrow()
  })
})
