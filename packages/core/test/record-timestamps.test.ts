import { describe, expect, it } from 'vitest'
import { string } from '../src/serialization/string-serializer.ts'
import { defineTopic } from '../src/serialization/topic-definition.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('the timestamp of a record', () => {
  it('is the time of the call, however long the record waits', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, producer, until } = cluster
    const slow = kafka.faults.on({ api: 'Metadata', nth: 1 }).delay(700)
    const value = {
      serialize: (text: string) => text,
      prepare: () => passTime(cluster, 300),
    }
    const sender = producer()
    const calledAt = clock.wallTime()

    const waiting = [
      sender.send({ topic: 'plain', value: 'for its topic' }),
      sender.topic(defineTopic('prepared', { key: string(), value })).send({ value: 'for both' }),
    ]
    const metadata = await until(Promise.all(waiting))
    const laterAt = clock.wallTime()
    const direct = await until(sender.send({ topic: 'plain', value: 'for nothing' }))

    expect(slow.fired).toBe(1)
    expect(laterAt - calledAt).toBeGreaterThanOrEqual(700)
    expect(metadata.map(({ timestamp }) => timestamp)).toEqual([calledAt, calledAt])
    expect(direct.timestamp).toBe(laterAt)
    expect(kafka.records('prepared')[0]?.timestamp).toBe(calledAt)
  })

  it('is the one that was given, earlier or later than that of its batch', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer()
    await until(sender.partitionsFor('t'))
    const now = clock.wallTime()
    const given = [now - 1_000, 0, now + 60_000, now - 2 ** 40]

    const metadata = await until(
      Promise.all(given.map((timestamp) => sender.send({ topic: 't', value: '', timestamp }))),
    )

    expect(metadata.map(({ timestamp }) => timestamp)).toEqual(given)
    expect(kafka.records('t').map(({ timestamp }) => timestamp)).toEqual(given)
    expect(kafka.log('t', 0)).toHaveLength(1)
  })

  it('is stored and told exactly, as far as a Date reaches', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const latest = 8.64e15
    kafka.createTopic('t', { config: { 'message.timestamp.after.max.ms': `${latest}` } })
    const delivered: number[] = []
    const sender = producer({ onDelivery: (_, record) => delivered.push(record.timestamp) })
    await until(sender.partitionsFor('t'))
    const given = [latest, 0, 1, latest - 1, 123]

    await until(
      Promise.all(given.map((timestamp) => sender.send({ topic: 't', value: '', timestamp }))),
    )

    expect(kafka.log('t', 0)).toHaveLength(1)
    expect(kafka.records('t').map(({ timestamp }) => timestamp)).toEqual(given)
    expect(delivered).toEqual(given)
  })

  it('is told alike to callbacks, promises and observers of one batch, in any mixture', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const delivered: number[] = []
    const sender = producer({ onDelivery: ({ timestamp }) => delivered.push(timestamp) })
    await until(sender.partitionsFor('t'))
    const given = [5, 0, 3, 9, 7, 1].map((earlier) => clock.wallTime() - earlier)
    const told: number[] = []

    const promises = given.map((timestamp, index) => {
      const record = { topic: 't', value: 'v'.repeat(index * 50), timestamp }
      if (index % 2 === 0) return sender.send(record)
      sender.trySend(record, (_, metadata) => told.push(metadata?.timestamp ?? -1))
      return null
    })
    const metadata = await until(Promise.all(promises))

    expect(kafka.log('t', 0)).toHaveLength(1)
    expect(told).toEqual([given[1], given[3], given[5]])
    expect(metadata.map((one) => one?.timestamp ?? null)).toEqual(
      given.map((timestamp, index) => (index % 2 === 0 ? timestamp : null)),
    )
    expect(delivered).toEqual(given)
  })
})
