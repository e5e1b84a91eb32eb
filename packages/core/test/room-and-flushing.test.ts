import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a flush', () => {
  it('costs little beside a thousand others, each behind a send, in batches and waiting', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 100 })
    const sender = cluster.producer({ maxWaitingBytes: 10_000_000 })
    let flushed = 0
    const sendAndFlush = () => {
      for (let count = 0; count < 1_000; count++) {
        sender.trySend({ topic: 't', key: `k${count}`, value: 'x' })
        void sender.send({ topic: 't', value: 'x' })
        sender.flush().then(() => flushed++)
      }
    }

    sendAndFlush()
    await cluster.until(sender.flush())
    sendAndFlush()
    await cluster.until(sender.flush())

    expect(flushed).toBe(2_000)
  })

  it('does not wait for what is sent after it, though it goes to the same partition', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).delay(100)
    const sends = [sender.send({ topic: 't', value: '1' })]
    await passTime(cluster, 5)
    sends.push(sender.send({ topic: 't', value: '2' })) // Gathers behind the request that is out.
    const flushed = sender.flush()
    sends.push(sender.send({ topic: 't', value: '3' }))
    await cluster.until(Promise.all([flushed, ...sends]))

    expect(rule.fired).toBe(1)
    expect(cluster.kafka.log('t', 0).map(({ header }) => header.recordCount)).toEqual([1, 1, 1, 1])
  })

  it('ends at once when nothing was sent, and tells each caller of its own', async () => {
    const cluster = startVirtualCluster()
    const sender = cluster.producer()
    await cluster.until(sender.flush())
    expect(cluster.clock.now()).toBe(0)
    const sent = sender.send({ topic: 't', value: '' })
    const [short, long] = await cluster.until(
      Promise.allSettled([sender.flush({ timeoutMs: 1 }), sender.flush()]),
    )

    expect(short).toMatchObject({ status: 'rejected', reason: { code: 'DELIVERY_TIMEOUT' } })
    expect(long?.status).toBe('fulfilled')
    expect(await sent).toMatchObject({ offset: 0 })
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('waits for records that wait for their topic', async () => {
    const cluster = startVirtualCluster()
    const order: string[] = []
    const rule = cluster.kafka.faults.on({ api: 'Metadata', nth: 1 }).delay(500)
    const sender = cluster.producer({ lingerMs: 60_000 })
    const sent = sender.send({ topic: 't', value: '' }).then(() => order.push('sent'))
    const flushed = sender.flush().then(() => order.push('flushed'))
    await cluster.until(Promise.all([sent, flushed]))

    expect(rule.fired).toBe(1)
    expect(order).toEqual(['sent', 'flushed'])
    expect(cluster.clock.now()).toBeLessThan(1_000)
  })
})

describe('room', () => {
  it('is made at once: batches do not linger while somebody waits for it', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 8 })
    const sender = cluster.producer({
      lingerMs: 60_000,
      bufferMemoryBytes: 8_192,
      maxWaitingBytes: 1_000_000,
      maxRequestSizeBytes: 4_096,
      batchSizeBytes: 4_096,
    })
    await cluster.until(sender.partitionsFor('t'))
    const sends = Array.from({ length: 16 }, (_, index) =>
      sender.send({ topic: 't', value: Buffer.alloc(900), partition: index % 8 }),
    )
    expect(sender.metrics().producer['waiting-senders']).toBeGreaterThan(8)
    await cluster.until(Promise.all(sends))

    expect(cluster.clock.now()).toBeLessThan(1_000)
  })
})

describe('ready', () => {
  it('is what the batch takes that a refused record would begin, not what the record takes', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sizes = { bufferMemoryBytes: 8_192, batchSizeBytes: 4_096, maxRequestSizeBytes: 4_096 }
    const sender = producer(sizes)
    await until(sender.partitionsFor('t'))
    const unanswered = kafka.faults.on({ api: 'Produce' }).hold()
    const record = { topic: 't', value: 'x'.repeat(100) }
    while (sender.trySend(record));
    const { producer: metrics } = sender.metrics()
    let isReady = false
    const ready = sender.ready().then(() => {
      isReady = true
    })
    await passTime(cluster, 100)

    expect(metrics['buffer-available-bytes']).toBeGreaterThan(1_024)
    expect([unanswered.fired, isReady]).toEqual([1, false])
    unanswered.remove()
    await until(ready)
    expect(sender.trySend(record)).toBe(true)
  })

  it('comes when an eighth of the buffer is free, and records that were refused then fit', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({
      bufferMemoryBytes: 16_384,
      batchSizeBytes: 1_024,
      maxRequestSizeBytes: 1_024,
      maxInFlightRequests: 1,
    })
    await cluster.until(sender.send({ topic: 't', value: 'warm' }))
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).delay(100)
    const value = Buffer.alloc(940)
    let taken = 0
    while (sender.trySend({ topic: 't', value })) taken++
    let ready = false
    const waited = sender.ready().then(() => {
      ready = true
    })
    await passTime(cluster, 101) // One batch of a sixteenth is done: not yet.
    const early = ready
    await cluster.until(waited)

    expect(taken).toBeGreaterThan(10)
    expect(early).toBe(false)
    expect(sender.trySend({ topic: 't', value })).toBe(true)
    rule.remove()
    await cluster.until(sender.flush())
    expect(cluster.kafka.records('t')).toHaveLength(taken + 2)
  })
})

describe('keyless records', () => {
  it('leave a partition that has lost its leader', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    cluster.kafka.createTopic('t', { partitions: 2, replicationFactor: 1 })
    const sender = cluster.producer()
    const { partition } = await cluster.until(sender.send({ topic: 't', value: 'first' }))
    const partitions = await cluster.until(sender.partitionsFor('t'))
    await cluster.kafka.kill(partitions[partition]?.leaderId ?? 0)
    const stuck = sender.send({ topic: 't', partition, value: 'waits for it' })
    await passTime(cluster, 2_000)

    for (let count = 0; count < 5; count++) {
      const metadata = await cluster.until(sender.send({ topic: 't', value: 'x' }))
      expect(metadata.partition).toBe(1 - partition)
    }
    await cluster.kafka.restart(partitions[partition]?.leaderId ?? 0)
    expect(await cluster.until(stuck)).toMatchObject({ partition, offset: 1 })
  })
})
