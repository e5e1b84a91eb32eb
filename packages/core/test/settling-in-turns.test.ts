import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, it } from 'vitest'
import type { BatchSentMessage } from '../src/diagnostics/producer-channels.ts'
import type { EncodedRecord } from '../src/record/encoded-record.ts'
import { defineTopic } from '../src/serialization/topic-definition.ts'
import { countingClock } from './counting-clock.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const RECORDS = 10_000
const MOST_IN_A_TURN = 4_096
const NUMBERS = Array.from({ length: RECORDS }, (_, index) => String(index))

/** A producer, and what happened to which value in which turn. */
function observed({ clock: manual, producer }: VirtualCluster) {
  const { clock, turn } = countingClock(manual)
  const seen: { turn: number; value: string }[] = []
  const see = (value: string) => seen.push({ turn: turn(), value })
  const mostInATurn = () => {
    const counts = new Map<number, number>()
    for (const { turn: of } of seen) counts.set(of, (counts.get(of) ?? 0) + 1)
    return Math.max(...counts.values())
  }
  const values = () => seen.map(({ value }) => value)
  return { clock, see, mostInATurn, values, producer }
}

function gatedTopic(prepare: () => Promise<void>, see: (value: string) => void) {
  return defineTopic('t', {
    value: {
      prepare,
      serialize: (value: string) => {
        see(value)
        return value
      },
    },
  })
}

describe('records that waited', () => {
  it('fail in order and a bounded number in a turn when their topic is refused', async () => {
    const cluster = startVirtualCluster()
    const { clock, see, mostInATurn, values, producer } = observed(cluster)
    const rule = cluster.kafka.faults.on({ api: 'Metadata', topic: 't' })
    rule.error('TOPIC_AUTHORIZATION_FAILED')
    const sender = producer({ clock, onError: (_, record) => see(String(record?.value)) })
    const sends = NUMBERS.map((value) => sender.send({ topic: 't', value }))
    const outcomes = await cluster.until(Promise.allSettled(sends))

    expect(outcomes[RECORDS - 1]).toMatchObject({ reason: { code: 'AUTHORIZATION_FAILED' } })
    expect(values()).toEqual(NUMBERS)
    expect(mostInATurn()).toBeLessThanOrEqual(MOST_IN_A_TURN)
    // One turn after the other: nothing has to happen for the next to come.
    expect(cluster.clock.now()).toBeLessThan(100)
  })

  it('are serialized in order and a bounded number in a turn, and what comes meanwhile queues behind', async () => {
    const cluster = startVirtualCluster()
    const { clock, see, mostInATurn, values, producer } = observed(cluster)
    cluster.kafka.createTopic('t', { partitions: 1 })
    const gate = Promise.withResolvers<void>()
    let late: Promise<unknown> = Promise.resolve()
    const seeAndSend = (value: string) => {
      see(value)
      if (value === '5000') late = sender.send({ value: 'late' })
    }
    const sender = producer({ clock }).topic(gatedTopic(() => gate.promise, seeAndSend))
    const sends = NUMBERS.map((value) => sender.send({ value }))
    gate.resolve()
    await cluster.until(Promise.all(sends))
    await cluster.until(late)

    expect(values()).toEqual([...NUMBERS, 'late'])
    expect(cluster.kafka.records('t').map(({ value }) => String(value))).toEqual(values())
    expect(mostInATurn()).toBeLessThanOrEqual(MOST_IN_A_TURN)
  })

  it('fail in order and a bounded number in a turn when their serializers cannot be prepared', async () => {
    const cluster = startVirtualCluster()
    const { clock, see, mostInATurn, values, producer } = observed(cluster)
    const topic = gatedTopic(() => Promise.reject(new Error('no registry')), see)
    const sender = producer({ clock, onError: () => see('failed') }).topic(topic)
    const order: number[] = []
    const sends = NUMBERS.map((value, index) =>
      sender.send({ value }).catch(() => order.push(index)),
    )
    await cluster.until(Promise.all(sends))

    expect(order).toEqual(NUMBERS.map(Number))
    expect(values()).toHaveLength(RECORDS)
    expect(mostInATurn()).toBeLessThanOrEqual(MOST_IN_A_TURN)
  })
})

describe('records in batches', () => {
  it('of one answer are acknowledged a bounded number in a turn, and without a pause', async () => {
    const cluster = startVirtualCluster()
    const { clock, see, mostInATurn, values, producer } = observed(cluster)
    cluster.kafka.createTopic('t', { partitions: 20 })
    const onDelivery = (_: unknown, record: EncodedRecord) => void see(String(record.value))
    const sender = producer({ clock, onDelivery })
    await cluster.until(sender.partitionsFor('t'))
    const sends = NUMBERS.map((value, index) =>
      sender.send({ topic: 't', value, partition: index % 20 }),
    )
    await cluster.until(Promise.all(sends))

    expect(cluster.kafka.requests().filter(({ api }) => api === 'Produce')).toHaveLength(1)
    expect(values()).toHaveLength(RECORDS)
    // A batch settles as a whole, so the last one of a turn may go beyond.
    expect(mostInATurn()).toBeLessThan(MOST_IN_A_TURN + RECORDS / 20)
    expect(cluster.clock.now()).toBeLessThan(100)
  })

  it('gather while the callers of one answer are still being told, who send more', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 1_000 })
    const sender = cluster.producer({ clientId: 'gathering' })
    await cluster.until(sender.partitionsFor('t'))
    const recordsSentAt = new Map<number, number>()
    const onSent = (message: unknown) => {
      const { clientId, recordCount } = message as BatchSentMessage
      const now = cluster.clock.now()
      if (clientId === 'gathering') {
        recordsSentAt.set(now, (recordsSentAt.get(now) ?? 0) + recordCount)
      }
    }
    subscribe('headwater:producer:batch:sent', onSent)
    const allTold = Promise.withResolvers<void>()
    let told = 0
    const tell = () => {
      if (++told === RECORDS) allTold.resolve()
    }
    for (const index of NUMBERS.keys()) {
      const record = { topic: 't', value: 'v', partition: index % 1_000 }
      sender.trySend(record, () => void sender.trySend(record, tell))
    }
    await cluster.until(allTold.promise)
    unsubscribe('headwater:producer:batch:sent', onSent)

    expect([...recordsSentAt.values()]).toEqual([RECORDS, RECORDS])
    expect(cluster.kafka.records('t')).toHaveLength(2 * RECORDS)
  })

  it('fail in order, a bounded number in a turn and at once when no producer id is given', async () => {
    const cluster = startVirtualCluster()
    const { clock, see, mostInATurn, values, producer } = observed(cluster)
    cluster.kafka.createTopic('t', { partitions: 1 })
    const rule = cluster.kafka.faults.on({ api: 'InitProducerId' })
    const refused = rule.error('CLUSTER_AUTHORIZATION_FAILED')
    const onError = (_: unknown, record: EncodedRecord | null) => void see(String(record?.value))
    const sender = producer({ clock, batchSizeBytes: 1_024, onError })
    await cluster.until(sender.partitionsFor('t'))
    const sends = NUMBERS.map((value) => sender.send({ topic: 't', value }))
    const outcomes = await cluster.until(Promise.allSettled(sends))

    expect(refused.fired).toBe(1)
    expect(outcomes[RECORDS - 1]).toMatchObject({ reason: { code: 'AUTHORIZATION_FAILED' } })
    expect(values()).toEqual(NUMBERS)
    expect(mostInATurn()).toBeLessThan(MOST_IN_A_TURN + 200)
    expect(cluster.clock.now()).toBeLessThan(100)
  })
})
