import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('the partition of a record', () => {
  it('is the one it names', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 4 })

    const { partition } = await until(producer().send({ topic: 't', value: 'x', partition: 3 }))

    expect(partition).toBe(3)
  })

  it('is Java’s for a key, text or bytes', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 100 })
    const sender = producer()

    const text = await until(sender.send({ topic: 't', key: 'key-1', value: '' }))
    const bytes = await until(sender.send({ topic: 't', key: Buffer.from('key-1'), value: '' }))

    expect([text.partition, bytes.partition]).toEqual([40, 40])
  })

  it('stays the same for keyless records until a batch worth of bytes went there', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 8 })
    const sender = producer({ batchSizeBytes: 1_000 })
    await until(sender.partitionsFor('t'))

    const sends = Array.from({ length: 400 }, () =>
      sender.send({ topic: 't', value: Buffer.alloc(90) }),
    )
    const partitions = (await until(Promise.all(sends))).map(({ partition }) => partition)

    const moves = partitions.filter((partition, index) => partition !== partitions[index - 1])
    expect(new Set(partitions).size).toBeGreaterThan(4)
    expect(moves.length).toBeLessThan(60)
  })

  it('is asked of a custom partitioner once, with the bytes and the live partitions', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 3 })
    const inputs: unknown[] = []
    const sender = producer({
      partitioner: (input) => {
        inputs.push({
          ...input,
          keyBytes: String(input.keyBytes),
          valueBytes: String(input.valueBytes),
        })
        return 2
      },
    })

    const { partition } = await until(
      sender.send({ topic: 't', key: 'k', value: 'v', headers: { h: '1' } }),
    )

    expect(partition).toBe(2)
    expect(inputs).toEqual([
      {
        topic: 't',
        keyBytes: 'k',
        valueBytes: 'v',
        headers: [['h', Buffer.from('1')]],
        partitionCount: 3,
        availablePartitions: [0, 1, 2],
      },
    ])
  })

  it('has the headers that the custom partitioner saw, whatever it does with the caller’s bytes', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const bytes = new Uint8Array([1, 2, 3])
    const sender = producer({
      partitioner: () => {
        structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
        return 0
      },
    })

    await until(sender.send({ topic: 't', value: 'v', headers: { h: bytes } }))

    expect(bytes.length).toBe(0)
    expect(kafka.records('t')).toMatchObject([
      { headers: [{ key: 'h', value: Buffer.from([1, 2, 3]) }] },
    ])
  })

  it('goes round by round-robin', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 3 })
    const sender = producer({ partitioner: 'round-robin' })

    const sends = Array.from({ length: 6 }, () => sender.send({ topic: 't', key: 'k', value: '' }))
    const partitions = (await until(Promise.all(sends))).map(({ partition }) => partition)

    expect(partitions.slice(3)).toEqual(partitions.slice(0, 3))
    expect(new Set(partitions).size).toBe(3)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no idea')
      },
    ],
    ['chooses a partition that is not there', () => 3],
    ['chooses nothing', () => undefined as never],
  ])('rejects only that record when the partitioner %s', async (_, partition) => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 3 })
    let calls = 0
    const sender = producer({ partitioner: () => (calls++ === 0 ? partition() : 1) })

    const [bad, good] = await until(
      Promise.allSettled([
        sender.send({ topic: 't', value: 'a' }),
        sender.send({ topic: 't', value: 'b' }),
      ]),
    )

    expect(bad).toMatchObject({ reason: { code: 'PARTITIONER_FAILED', topic: 't' } })
    expect(good).toMatchObject({ value: { partition: 1 } })
  })

  it('S35: L26: may be one that was added meanwhile: an explicit partition waits for one refresh', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer()
    await until(sender.send({ topic: 't', value: 'x' }))
    kafka.addPartitions('t', 2)

    const added = await until(sender.send({ topic: 't', value: 'y', partition: 1 }))
    const missing = until(sender.send({ topic: 't', value: 'z', partition: 2 }))

    expect(added.partition).toBe(1)
    await expect(missing).rejects.toMatchObject({
      code: 'UNKNOWN_PARTITION',
      partition: 2,
      message: 'Topic "t" has no partition 2; its partitions are 0 to 1',
    })
  })

  it('S35: is not judged by an answer that left before the record that names it came', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer()
    await until(sender.send({ topic: 't', value: 'x' }))
    const held = kafka.faults.on({ api: 'Metadata', nth: 1 }).hold()

    const early = sender.send({ topic: 't', value: 'y', partition: 9 })
    await passTime(cluster, 1_000)
    expect(held.held).toBe(1) // An answer that knows of one partition.
    kafka.addPartitions('t', 2)
    const late = sender.send({ topic: 't', value: 'z', partition: 1 })
    held.release()

    expect(await until(Promise.allSettled([early, late]))).toMatchObject([
      { reason: { code: 'UNKNOWN_PARTITION', partition: 9 } },
      { value: { partition: 1, offset: 0 } },
    ])
  })
})
