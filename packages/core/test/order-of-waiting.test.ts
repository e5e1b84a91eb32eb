import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('records that wait', () => {
  it('keep their order where one named a partition before metadata knew it, and others got it later', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer({
      bufferMemoryBytes: 2_000,
      maxRequestSizeBytes: 1_000,
      batchSizeBytes: 1_000,
      maxWaitingBytes: 100_000,
    })
    await until(sender.send({ topic: 't', value: 'known' }))
    const held = kafka.faults.on({ api: 'Produce', nth: 1 }).hold()
    // Most of them wait for room, and so does whoever comes after it.
    const full = ['w', 'x', 'y', 'z'].map((text) =>
      sender.send({ topic: 't', value: text.repeat(900) }),
    )
    await passTime(cluster, 5)
    kafka.addPartitions('t', 2)

    const sends = ['a', 'b', 'c'].map((value) => sender.send({ topic: 't', value, partition: 1 }))
    for (const value of 'defghijk') sends.push(sender.send({ topic: 't', key: value, value }))
    await passTime(cluster, 1_000) // Metadata is asked again, and tells of the second partition.
    expect(held.held).toBe(1)
    expect(kafka.records('t')).toHaveLength(2)
    held.release()
    await until(Promise.all([...full, ...sends]))

    const values = kafka
      .records('t')
      .filter(({ partition, value }) => partition === 1 && value?.length === 1)
      .map(({ value }) => String(value))
    expect(values.slice(0, 3)).toEqual(['a', 'b', 'c'])
    expect(values.length).toBeGreaterThan(3)
    expect(values).toEqual(values.toSorted())
  })
})
