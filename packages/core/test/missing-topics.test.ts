import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const value = 'x'

/** A producer has sent to a topic that has been deleted since. */
async function sendAndDelete() {
  const cluster = startVirtualCluster({ autoCreateTopics: false })
  const { kafka, producer, until } = cluster
  kafka.createTopic('t')
  const sender = producer()
  await until(sender.send({ topic: 't', value }))
  kafka.deleteTopic('t')
  return { cluster, kafka, sender, until }
}

describe('a topic that is missing', () => {
  it('S36: L18: fails its own records after 30 s when it was deleted, and nobody else’s', async () => {
    const cluster = startVirtualCluster({ autoCreateTopics: false })
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('deleted')
    kafka.createTopic('stays')
    const sender = producer()
    await until(Promise.all(['deleted', 'stays'].map((topic) => sender.send({ topic, value }))))
    kafka.deleteTopic('deleted')
    const startedAt = clock.now()
    let failedAt = 0
    const failed = sender.send({ topic: 'deleted', value }).catch((error) => {
      failedAt = clock.now()
      return error
    })
    await passTime(cluster, 15_000)
    const otherStartedAt = clock.now()
    await until(sender.send({ topic: 'stays', value }))

    expect(clock.now() - otherStartedAt).toBeLessThan(10)
    expect(await until(failed)).toMatchObject({ code: 'UNKNOWN_TOPIC', topic: 'deleted' })
    expect(failedAt - startedAt).toBeGreaterThan(29_000)
    expect(failedAt - startedAt).toBeLessThan(31_500)
    expect(kafka.records('stays')).toHaveLength(2)
  })

  it('L18: is asked for no more once it was given up and nobody waits for it', async () => {
    const { cluster, kafka, sender, until } = await sendAndDelete()
    await expect(until(sender.send({ topic: 't', value }))).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC',
    })
    await passTime(cluster, 5_000)
    const before = kafka.requests().length

    await passTime(cluster, 200_000)

    expect(kafka.requests().length).toBe(before)
  })

  it('takes records again when it is made anew after it was given up', async () => {
    const { cluster, kafka, sender, until } = await sendAndDelete()
    await until(sender.send({ topic: 't', value }).catch(() => {}))
    const waiting = sender.send({ topic: 't', value })
    await passTime(cluster, 5_000)
    kafka.createTopic('t')

    expect(await until(waiting)).toMatchObject({ offset: 0 })
    expect(kafka.log('t', 0)[0]?.header.producerEpoch).toBeGreaterThan(0)
    expect(kafka.violations()).toEqual([])
  })

  it('S26: keeps its records while brokers say for 10 s that there is none', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer()
    await until(sender.send({ topic: 't', value: '0' }))
    const rules = [
      kafka.faults.on({ api: 'Metadata', topic: 't' }).error('UNKNOWN_TOPIC_OR_PARTITION'),
      kafka.faults.on({ api: 'Produce', topic: 't' }).error('UNKNOWN_TOPIC_OR_PARTITION'),
    ]
    const sends = ['1', '2', '3'].map((text) => sender.send({ topic: 't', value: text }))
    await passTime(cluster, 10_000)
    for (const rule of rules) expect(rule.fired).toBeGreaterThan(0)
    kafka.faults.clear()
    const healedAt = clock.now()

    await until(Promise.all(sends))

    expect(clock.now() - healedAt).toBeLessThan(2_000)
    expect(kafka.records('t').map((record) => record.value?.toString())).toEqual([
      '0',
      '1',
      '2',
      '3',
    ])
    expect(kafka.violations()).toEqual([])
  })

  it('S26: L25: waits for a new topic that only some brokers have heard of', async () => {
    const cluster = startVirtualCluster({ brokers: 3, autoCreateTopics: false })
    const { clock, kafka, producer, until } = cluster
    for (const node of [1, 2, 3]) kafka.staleMetadata(node, node === 1 ? 5_000 : 10_000)
    kafka.createTopic('t', { partitions: 3 })
    const sender = producer()

    const sends = [0, 1, 2].map((partition) => sender.send({ topic: 't', value, partition }))
    await until(Promise.all(sends))

    expect(clock.now()).toBeGreaterThan(5_000)
    expect(clock.now()).toBeLessThan(12_000)
    expect(kafka.records('t')).toHaveLength(3)
    expect(kafka.violations()).toEqual([])
  })

  it('counts its 30 s from the return of the brokers, which know less at first', async () => {
    const cluster = startVirtualCluster({ autoCreateTopics: false })
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer()
    await until(sender.send({ topic: 't', value }))
    const rule = kafka.faults
      .on({ api: 'Metadata', topic: 't' })
      .error('UNKNOWN_TOPIC_OR_PARTITION')
    kafka.faults.on({ api: 'Produce' }).error('NOT_LEADER_OR_FOLLOWER')
    const sent = sender.send({ topic: 't', value })
    await passTime(cluster, 5_000)
    await kafka.kill(1)
    await passTime(cluster, 40_000)
    await kafka.restart(1)
    await passTime(cluster, 10_000)
    expect(rule.fired).toBeGreaterThan(5)
    kafka.faults.clear()

    expect(await until(sent)).toMatchObject({ partition: 0 })
  })

  it('fails the records that wait for room behind those that are given up', async () => {
    const cluster = startVirtualCluster({ autoCreateTopics: false })
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer({
      bufferMemoryBytes: 8_192,
      batchSizeBytes: 1_024,
      maxWaitingBytes: 100_000,
      maxBlockMs: 90_000,
    })
    await until(sender.partitionsFor('t'))
    kafka.deleteTopic('t')
    const startedAt = clock.now()

    const outcomes = await until(
      Promise.allSettled(
        Array.from({ length: 40 }, () => sender.send({ topic: 't', value: value.repeat(500) })),
      ),
    )

    expect(clock.now() - startedAt).toBeLessThan(31_500)
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: { code: 'UNKNOWN_TOPIC', topic: 't' } })
    }
    await until(sender.close())
  })

  it('is forgotten in an outage when nobody waits for it, so that no number of names is kept', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    const sender = producer()
    await kafka.kill(1)
    const waits = sender.send({ topic: 'waited-for', value })
    await passTime(cluster, 500)
    for (let count = 0; count < 50; count++) {
      expect(sender.trySend({ topic: `tried-${count}`, value })).toBe(false)
    }
    await passTime(cluster, 5_000)
    const asked = new Set<string>()
    kafka.faults
      .on({
        api: 'Metadata',
        when: ({ request }) => {
          const { topics } = request as { topics: { name: string }[] }
          for (const { name } of topics) asked.add(name)
          return false
        },
      })
      .delay(0)

    await kafka.restart(1)

    expect(await until(waits)).toMatchObject({ offset: 0 })
    expect([...asked]).toEqual(['waited-for'])
  })
})
