import { queryObjects } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { TopicInterest } from '../src/metadata/topic-interest.ts'
import { TopicState } from '../src/producer/topic-state.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

function topicsAskedFor({ kafka }: VirtualCluster, since: number): number {
  return kafka
    .requests()
    .slice(since)
    .filter(({ api }) => api === 'Metadata').length
}

describe('a topic that nobody sends to', () => {
  it('is forgotten after metadataMaxIdleMs, and then nothing at all is asked', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    const sender = producer({ metadataMaxAgeMs: 20_000, metadataMaxIdleMs: 60_000 })
    await until(sender.send({ topic: 't', value: '' }))
    const before = kafka.requests().length
    await passTime(cluster, 90_000)
    expect(topicsAskedFor(cluster, before)).toBeGreaterThan(2)
    const since = kafka.requests().length

    await passTime(cluster, 300_000)

    expect(topicsAskedFor(cluster, since)).toBe(0)
  })

  it('is not forgotten while others forget it, as long as it is sent to', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    const sender = producer({ metadataMaxAgeMs: 5_000, metadataMaxIdleMs: 20_000 })
    for (let round = 0; round < 20; round++) {
      await until(sender.send({ topic: 't', value: '' }))
      await passTime(cluster, 10_000)
    }

    expect(kafka.log('t', 0).map((batch) => batch.header.producerEpoch)).toEqual(
      Array.from({ length: 20 }, () => 0),
    )
    expect(kafka.log('t', 0).map((batch) => batch.header.baseSequence)).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    )
  })

  it('L6: is stored under a new epoch when it is sent to again, for the broker remembers its sequences', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    const sender = producer({ metadataMaxAgeMs: 20_000, metadataMaxIdleMs: 60_000 })
    for (const value of ['0', '1', '2']) await until(sender.send({ topic: 't', value }))
    await passTime(cluster, 120_000)

    const { offset } = await until(sender.send({ topic: 't', value: '3' }))

    expect(offset).toBe(3)
    expect(kafka.records('t').map((record) => record.value?.toString())).toEqual([
      '0',
      '1',
      '2',
      '3',
    ])
    expect(kafka.log('t', 0).map((batch) => batch.header.producerEpoch)).toEqual([0, 0, 0, 1])
    expect(kafka.violations()).toEqual([])
  })

  it('L6: loses nothing when brokers left it out of their metadata for longer than the grace', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer({ metadataMaxAgeMs: 1_000 })
    for (const value of ['0', '1', '2']) await until(sender.send({ topic: 't', value }))
    const rule = kafka.faults
      .on({ api: 'Metadata', topic: 't' })
      .error('UNKNOWN_TOPIC_OR_PARTITION')
    await passTime(cluster, 40_000)
    expect(rule.fired).toBeGreaterThan(10)
    rule.remove()

    const { offset } = await until(sender.send({ topic: 't', value: '3' }))

    expect(offset).toBe(3)
    expect(kafka.records('t')).toHaveLength(4)
    expect(kafka.violations()).toEqual([])
  })

  it('keeps its records in order while they wait for an answer, however long', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer({ metadataMaxAgeMs: 1_000, metadataMaxIdleMs: 5_000 })
    await until(sender.partitionsFor('t'))
    const rule = kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')
    const sent = sender.send({ topic: 't', value: '0' })
    await passTime(cluster, 60_000)
    const next = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, 1_000)
    expect(rule.fired).toBeGreaterThan(10)
    rule.remove()

    expect(await until(Promise.all([sent, next]))).toMatchObject([{ offset: 0 }, { offset: 1 }])
    expect(kafka.log('t', 0).map((batch) => batch.header.producerEpoch)).toEqual([0, 0])
  })

  it('does not fill the memory when every record has a topic of its own', {
    timeout: 30_000,
  }, async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    const sender = producer({ metadataMaxAgeMs: 5_000, metadataMaxIdleMs: 5_000 })
    for (let round = 0; round < 10; round++) {
      const sends = Array.from({ length: 100 }, (_, index) =>
        sender.send({ topic: `t-${round}-${index}`, value: '' }),
      )
      await until(Promise.all(sends))
      await passTime(cluster, 11_000)
    }
    const since = kafka.requests().length
    await passTime(cluster, 60_000)

    expect(topicsAskedFor(cluster, since)).toBe(0)
    expect(queryObjects(TopicState, { format: 'count' })).toBeLessThan(100)
    expect(queryObjects(TopicInterest, { format: 'count' })).toBeLessThan(100)
    await until(sender.close())
  })
})
