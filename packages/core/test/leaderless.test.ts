import { describe, expect, it } from 'vitest'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a partition without a leader (S27)', () => {
  it('takes its records within 2 s of the return of its leader', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ brokers: 2 })
    kafka.createTopic('t', { partitions: 2, replicationFactor: 1 })
    const sender = producer()
    const partitions = await until(sender.partitionsFor('t'))
    const dead = partitions[0]?.leaderId ?? 0
    await until(sender.send({ topic: 't', value: '0', partition: 0 }))
    await kafka.kill(dead)
    const stuck = sender.send({ topic: 't', value: '1', partition: 0 })
    for (let passed = 0; passed < 5_000; passed += 5) {
      clock.advance(5)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await until(sender.partitionsFor('t'))).toMatchObject([{ leaderId: -1 }, {}])
    await kafka.restart(dead)
    const healedAt = clock.now()

    expect(await until(stuck)).toMatchObject({ partition: 0, offset: 1 })
    expect(clock.now() - healedAt).toBeLessThan(2_000)
  })
})
