import { encode, type ProduceResponse, produceResponse } from '@headwater/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePlainProduceResponse } from './plain-produce-response.ts'
import {
  decodeAnyProduceResponse,
  type PartitionAnswer,
  type PartitionAnswers,
  type ProduceAnswer,
} from './produce-response.ts'

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
const PARTITION = { index: 3, errorCode: 0, baseOffset: 7n }

const partition = fc.record({
  index: fc.integer(),
  errorCode: fc.integer({ min: -1, max: 130 }),
  baseOffset: fc.oneof(fc.bigInt(INT64), fc.bigInt({ min: -1n, max: 2n ** 53n })),
  logAppendTimeMs: fc.bigInt(INT64),
  logStartOffset: fc.bigInt(INT64),
})
const topic = fc.record({
  name: fc.string({ unit: 'binary', maxLength: 300 }),
  topicId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(asUuid),
  partitionResponses: fc.array(partition, { maxLength: 300 }),
})
const response = fc.record({
  version: fc.integer({ min: 9, max: 13 }),
  responses: fc.array(topic, { maxLength: 3 }),
  throttleTimeMs: fc.integer(),
})

describe('a plain answer', () => {
  it('is read as the generic codec reads it', () => {
    fc.assert(
      fc.property(response, ({ version, ...fields }) => {
        const body = encodeAt(version, fields)

        const read = decodePlainProduceResponse(version, body)

        expect(read).not.toBeNull()
        expect(inFull(read)).toEqual(decodeAnyProduceResponse(version, body))
      }),
    )
  })

  it('is never made of bytes that the generic codec reads otherwise, or refuses', () => {
    const spoiled = fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      cut: fc.integer({ min: -3, max: 3 }),
    })
    fc.assert(
      fc.property(response, spoiled, ({ version, ...fields }, { at, byte, cut }) => {
        const whole = encodeAt(version, fields)
        const body = Buffer.concat([whole, Buffer.alloc(3)]).subarray(0, whole.length + cut)
        if (body.length > 0) body[at % body.length] = byte

        const read = decodePlainProduceResponse(version, body)

        if (read !== null) expect(inFull(read)).toEqual(decodeAnyProduceResponse(version, body))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each<[string, number, Partial<ProduceResponse>]>([
    ['a broker’s words', 9, answerWith({ errorMessage: 'no such record' })],
    [
      'a word about one record',
      9,
      answerWith({ recordErrors: [{ batchIndex: 0, batchIndexErrorMessage: null }] }),
    ],
    ['a newer leader', 10, answerWith({ currentLeader: { leaderId: 1, leaderEpoch: 2 } })],
    ['the address of a leader', 10, { nodeEndpoints: [{ nodeId: 1, host: 'b', port: 9092 }] }],
    ['an old version', 8, answerWith({})],
  ])('is none with %s', (_, version, fields) => {
    const body = encodeAt(version, fields)

    expect(decodePlainProduceResponse(version, body)).toBeNull()
    expect(decodeAnyProduceResponse(version, body)).toBeTypeOf('object')
  })
})

/** With the answers for partitions in an array, as the generic codec has them. */
function inFull(answer: ProduceAnswer | null) {
  if (answer === null) return null
  const topics = answer.topics.map((topic) => ({ ...topic, partitions: allOf(topic.partitions) }))
  return { ...answer, topics }
}

function allOf(partitions: PartitionAnswers): readonly PartitionAnswer[] {
  const all: PartitionAnswer[] = []
  for (let next = partitions.at(0); next !== undefined; next = partitions.at(all.length)) {
    all.push(next)
  }
  return all
}

function answerWith(more: object): Partial<ProduceResponse> {
  return { responses: [{ name: 't', partitionResponses: [{ ...PARTITION, ...more }] }] }
}

function encodeAt(version: number, fields: Partial<ProduceResponse>): Buffer {
  return Buffer.from(encode(produceResponse, version, { responses: [], ...fields }))
}

function asUuid(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
