import { describe, expect, it } from 'vitest'
import { inFlightBatch } from '../../test/in-flight-batch.ts'
import { BrokerQueue } from '../accumulator/broker-queue.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import { TopicQueues } from '../accumulator/topic-queues.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { ProduceCall } from './produce-call.ts'
import type { TopicAnswer } from './produce-response.ts'

function topicNamed(name: string, topicId: string): TopicQueues {
  const topic = new TopicQueues(name)
  topic.topicId = topicId
  return topic
}

const ORDERS = topicNamed('orders', 'AAAAAAAAAAAAAAAAAAAAAQ')
const AUDIT = topicNamed('audit', 'AAAAAAAAAAAAAAAAAAAAAg')

const NAMES_FROM = 12
const IDS_FROM = 13

function callWith(batches: ProducerBatch[], version = IDS_FROM) {
  const told: unknown[] = []
  const call = new ProduceCall(new BrokerQueue(1), version, false, batches, {
    onAnswered: (_, body) => told.push(body),
    onDeparted: () => told.push('departed'),
    onUnanswered: (_, failure) => told.push(failure),
  })
  return { call, told }
}

function unanswered(call: ProduceCall): ProducerBatch[] {
  const batches: ProducerBatch[] = []
  for (let batch = call.takeUnanswered(); batch !== null; batch = call.takeUnanswered()) {
    batches.push(batch)
  }
  return batches
}

/** What a request finds that was sent, for an answer about that partition of a topic. */
function taken(call: ProduceCall, answer: TopicAnswer, partition: number): ProducerBatch | null {
  const topic = call.topicOf(answer)
  return topic === null ? null : call.takeAnswered(topic, partition)
}

const named = (name: string) => ({ name, topicId: undefined, partitions: [] })
const identified = (topicId: string) => ({ name: undefined, topicId, partitions: [] })

describe('ProduceCall', () => {
  it.each([
    ['name', NAMES_FROM, named('orders'), named('audit')],
    ['id', IDS_FROM, identified(ORDERS.topicId), identified(AUDIT.topicId)],
  ])('finds the batch that an answer is about by %s, once', (_, version, orders, audit) => {
    const batches = [
      inFlightBatch(ORDERS, 0),
      inFlightBatch(ORDERS, 3),
      inFlightBatch(AUDIT, 0),
      inFlightBatch(ORDERS, 5),
    ]
    const { call } = callWith(batches, version)

    expect(taken(call, orders, 3)).toBe(batches[1])
    expect(taken(call, orders, 3)).toBeNull()
    expect(taken(call, audit, 0)).toBe(batches[2])
    expect(taken(call, orders, 5)).toBe(batches[3])
    expect(unanswered(call)).toEqual([batches[0]])
  })

  it('leaves a batch alone that another request carries by now', () => {
    const batch = inFlightBatch(ORDERS, 0)
    const { call } = callWith([batch])
    callWith([batch])

    expect(taken(call, identified(ORDERS.topicId), 0)).toBeNull()
    expect(unanswered(call)).toEqual([])
  })

  it.each([
    ['a name, where topics go by id', named('orders'), 0],
    ['an id that was not sent', identified('AAAAAAAAAAAAAAAAAAAACQ'), 0],
    ['a partition that was not sent', identified(ORDERS.topicId), 1],
    ['a partition that does not exist', identified(ORDERS.topicId), 2 ** 31 - 1],
    ['a negative partition', identified(ORDERS.topicId), -1],
    ['neither name nor id', { name: undefined, topicId: undefined, partitions: [] }, 0],
  ])('takes no batch for %s', (_, answer, partition) => {
    const { call } = callWith([inFlightBatch(ORDERS, 0)])

    expect(taken(call, answer, partition)).toBeNull()
    expect(unanswered(call)).toHaveLength(1)
  })

  it('answers under the id that it was sent with, also when the topic has another one by now', () => {
    const topic = topicNamed('t', 'AAAAAAAAAAAAAAAAAAAAAw')
    const batch = inFlightBatch(topic, 0)
    const { call } = callWith([batch])
    topic.topicId = 'AAAAAAAAAAAAAAAAAAAABA'

    expect(taken(call, identified('AAAAAAAAAAAAAAAAAAAAAw'), 0)).toBe(batch)
  })

  it('passes its end on', () => {
    const { call, told } = callWith([])
    const body = Buffer.from([1])
    const failure = new ProducerError('BROKERS_UNREACHABLE', 'gone')

    call.onResponse(body)
    call.onFailure(failure)

    expect(told).toEqual([body, failure])
  })
})
