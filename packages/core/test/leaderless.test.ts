import { describe, expect, it } from 'vitest'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a partition without a leader', () => {
  it('S27: takes its records within 2 s of the return of its leader', async () => {
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

  it('S27: does not hold up the others, keyless or explicit, and gets its own in order', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 4 })
    const sender = producer()
    await until(sender.partitionsFor('t'))
    kafka.loseLeader('t', 0)
    const sent: Promise<unknown>[] = []
    const stuck: Promise<{ offset: number }>[] = []
    let acknowledged = 0
    const sendSome = (): void => {
      for (const partition of [1, 2, 3, undefined]) {
        const send = sender.send({ topic: 't', value: 'x', ...(partition && { partition }) })
        sent.push(send.then(() => acknowledged++))
      }
      stuck.push(sender.send({ topic: 't', value: String(stuck.length), partition: 0 }))
      if (clock.now() < 15_000) clock.setTimer(50, sendSome)
    }
    sendSome()
    await until(new Promise<void>((resolve) => clock.setTimer(15_010, resolve)))
    const flowed = acknowledged / sent.length
    kafka.returnLeader('t', 0)
    const returnedAt = clock.now()
    const offsets = (await until(Promise.all(stuck))).map(({ offset }) => offset)

    expect(sent.length).toBeGreaterThan(1_000)
    expect(flowed).toBeGreaterThan(0.95)
    expect(clock.now() - returnedAt).toBeLessThan(2_000)
    expect(offsets).toEqual(stuck.map((_, index) => index))
    await until(Promise.all(sent))
  })
})
