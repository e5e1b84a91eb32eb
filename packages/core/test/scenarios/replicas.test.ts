import { describe, expect, it } from 'vitest'
import { passTime } from '../pass-time.ts'
import { storedValues } from '../stored-values.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'

describe('a partition with too few replicas in sync', () => {
  it('S28: takes its records in order within 1 s of the return of its replicas', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, kafka } = cluster
    kafka.createTopic('t', { partitions: 1, config: { 'min.insync.replicas': '2' } })
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const [{ leaderId } = { leaderId: -1 }] = await cluster.until(sender.partitionsFor('t'))
    kafka.setIsr('t', 0, [leaderId])
    const sends = ['1', '2', '3'].map((value) => sender.send({ topic: 't', value }))
    await passTime(cluster, 20_000)
    kafka.setIsr('t', 0, [1, 2, 3])
    const healedAt = clock.now()

    const stored = await cluster.until(Promise.all(sends))

    const verdicts = kafka.attempts().map(({ verdict }) => verdict)
    const refused = verdicts.filter((verdict) => verdict === 'NOT_ENOUGH_REPLICAS')
    // 100, 200, 400, 800 ms and then a second between attempts, each give or take 20 %.
    expect(refused.length).toBeGreaterThan(15)
    expect(refused.length).toBeLessThan(35)
    expect(clock.now() - healedAt).toBeLessThanOrEqual(1_250)
    expect(stored.map(({ offset }) => offset)).toEqual([1, 2, 3])
    expect(storedValues(cluster)).toEqual(['0', '1', '2', '3'])
    expect(kafka.log('t', 0).every(({ header }) => header.producerEpoch === 0)).toBe(true)
    kafka.verify()
  })
})
