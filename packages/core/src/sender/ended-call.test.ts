import { describe, expect, it } from 'vitest'
import { inFlightBatch } from '../../test/in-flight-batch.ts'
import { BrokerQueue } from '../accumulator/broker-queue.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import { TopicQueues } from '../accumulator/topic-queues.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { EndedCall } from './ended-call.ts'
import { ProduceCall } from './produce-call.ts'
import type { PartitionAnswer, TopicAnswer } from './produce-response.ts'

const ORDERS = new TopicQueues('orders')
const AUDIT = new TopicQueues('audit')
const GONE = new ProducerError('BROKERS_UNREACHABLE', 'gone')

function callWith(batches: ProducerBatch[]): ProduceCall {
  const nobody = { onAnswered() {}, onDeparted() {}, onUnanswered() {} }
  return new ProduceCall(new BrokerQueue(1), 12, false, batches, nobody)
}

function answer(partition: number, baseOffset: number): PartitionAnswer {
  const nothing = { logAppendTimeMs: -1, logStartOffset: -1, errorMessage: null, recordErrors: [] }
  return { partition, errorCode: 0, baseOffset, ...nothing }
}

function about(name: string, ...partitions: PartitionAnswer[]): TopicAnswer {
  return { name, topicId: undefined, partitions }
}

/** Each batch by its place in the request, and what came of it: an offset, or nothing. */
function read(ended: EndedCall, batches: ProducerBatch[]): [number, number | 'gone'][] {
  const results: [number, number | 'gone'][] = []
  for (let next = ended.next(); next !== null; next = ended.next()) {
    const { batch, result } = next
    results.push([
      batches.indexOf(batch),
      result === GONE ? 'gone' : (result as PartitionAnswer).baseOffset,
    ])
  }
  return results
}

describe('EndedCall', () => {
  it('gives each batch its answer in the order of the answers, then those that have none', () => {
    const batches = [
      inFlightBatch(ORDERS, 0),
      inFlightBatch(AUDIT, 0),
      inFlightBatch(ORDERS, 2),
      inFlightBatch(AUDIT, 1),
    ]
    const topics = [about('audit', answer(1, 10)), about('orders', answer(2, 20))]

    expect(read(new EndedCall(callWith(batches), topics, GONE), batches)).toEqual([
      [3, 10],
      [2, 20],
      [0, 'gone'],
      [1, 'gone'],
    ])
  })

  it('gives nothing for what was not sent, and for what is said again', () => {
    const batches = [inFlightBatch(ORDERS, 0)]
    const topics = [
      about('another', answer(0, 1)),
      about('orders'),
      about('orders', answer(7, 2), answer(0, 3), answer(0, 4)),
      about('orders', answer(0, 5)),
    ]

    expect(read(new EndedCall(callWith(batches), topics, GONE), batches)).toEqual([[0, 3]])
  })

  it('leaves a batch out that another request carries before its turn comes', () => {
    const batches = [inFlightBatch(ORDERS, 0), inFlightBatch(ORDERS, 1), inFlightBatch(ORDERS, 2)]
    const call = callWith(batches)
    const ended = new EndedCall(call, [about('orders', answer(0, 1), answer(1, 2))], GONE)
    expect(ended.next()?.batch).toBe(batches[0])
    const later = callWith([batches[1] as ProducerBatch])

    expect(read(ended, batches)).toEqual([[2, 'gone']])
    expect(read(new EndedCall(later, [], GONE), batches)).toEqual([[1, 'gone']])
  })
})
