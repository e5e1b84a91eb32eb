import { describe, expect, it } from 'vitest'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a producer whose cluster changes while it is idle', () => {
  it('finds the new leader when the old one died between two sends (L22)', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ brokers: 3 })
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer()
    await until(sender.send({ topic: 't', value: '0' }))
    const [{ leaderId } = { leaderId: -1 }] = await until(sender.partitionsFor('t'))
    clock.advance(20_000)
    await kafka.kill(leaderId)
    clock.advance(20_000)

    const startedAt = clock.now()
    await until(sender.send({ topic: 't', value: '1' }))

    expect(clock.now() - startedAt).toBeLessThan(1_000)
    expect(kafka.records('t')).toHaveLength(2)
  })

  it('sends nothing and asks for nothing while it is idle', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ brokers: 3 })
    const sender = producer()
    await until(sender.send({ topic: 't', value: '0' }))
    const before = kafka.requests().length

    clock.advance(250_000)

    expect(kafka.requests().length).toBe(before)
  })

  it('lets other partitions flow while one has no leader (S27)', async () => {
    const { kafka, producer, until } = startVirtualCluster({ brokers: 3 })
    kafka.createTopic('t', { partitions: 3, replicationFactor: 1 })
    const sender = producer({ deliveryTimeoutMs: 5_000, requestTimeoutMs: 1_000 })
    const partitions = await until(sender.partitionsFor('t'))
    await kafka.kill(partitions[0]?.leaderId ?? -1)

    const outcomes = await until(
      Promise.allSettled(
        [0, 1, 2].map((partition) => sender.send({ topic: 't', value: 'x', partition })),
      ),
    )

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  })
})
