import { describe, expect, it } from 'vitest'
import { MAX_SETTLED_IN_TURN } from '../src/sender/max-settled-in-turn.ts'
import { jammableNetwork } from './jammable-network.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('metrics', () => {
  it('count what was sent, by producer, topic and broker', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    cluster.kafka.createTopic('orders', { partitions: 2, replicationFactor: 1 })
    cluster.kafka.createTopic('audit', { partitions: 1, replicationFactor: 1 })
    const sender = cluster.producer()
    const record = { topic: 'orders', value: 'x'.repeat(100) }
    await cluster.until(
      Promise.all([
        ...[0, 1].flatMap((partition) =>
          Array.from({ length: 10 }, () => sender.send({ ...record, partition })),
        ),
        sender.send({ topic: 'audit', value: 'x' }),
      ]),
    )

    const { producer, topics, nodes } = sender.metrics()

    expect(producer['record-send-total']).toBe(21)
    expect(topics.get('orders')).toMatchObject({ 'record-send-total': 20, 'record-error-total': 0 })
    expect(topics.get('audit')).toMatchObject({ 'record-send-total': 1 })
    expect(topics.get('orders')?.['byte-total']).toBe(
      cluster.kafka
        .log('orders', 0)
        .concat(cluster.kafka.log('orders', 1))
        .reduce((sum, { bytes }) => sum + bytes.length, 0),
    )
    expect([...nodes.keys()].toSorted()).toEqual([1, 2])
    const sent = cluster.kafka.requests().length
    expect(producer['request-total']).toBe(sent)
    expect(producer['response-total']).toBe(sent)
    const byNode = [...nodes.values()].map((node) => node['request-total'])
    expect(byNode.reduce((sum, count) => sum + count, 0)).toBeLessThan(sent)
    expect(Math.min(...byNode)).toBeGreaterThan(0)
  })

  it('know sizes and times exactly', async () => {
    const cluster = startVirtualCluster({ latencyMs: 10 })
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ lingerMs: 50 })
    await cluster.until(sender.partitionsFor('t'))
    await cluster.until(
      Promise.all([200, 10].map((size) => sender.send({ topic: 't', value: 'x'.repeat(size) }))),
    )
    const [batch] = cluster.kafka.log('t', 0)
    const size = batch?.bytes.length ?? 0

    const { producer } = sender.metrics()

    // Of 61 bytes of header; 10 bytes of value make a record of 17, 200 one of 209: its two lengths take two bytes each.
    expect(producer).toMatchObject({
      'batch-size-avg': size,
      'batch-size-max': size,
      'record-size-avg': (size - 61) / 2,
      'record-size-max': 209,
      'records-per-request-avg': 2,
      'compression-rate-avg': 1,
      // It lingered 50 ms; the producer id and the connection were asked for meanwhile.
      'record-queue-time-avg': producer['record-queue-time-max'],
      'request-latency-avg': 20,
      'request-latency-max': 20,
    })
    expect(producer['record-queue-time-max']).toBeGreaterThanOrEqual(50)
  })

  it('say what compression saves', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ compression: 'gzip' })
    await cluster.until(sender.send({ topic: 't', value: 'x'.repeat(4_000) }))
    const size = cluster.kafka.log('t', 0)[0]?.bytes.length ?? 0

    const { producer, topics } = sender.metrics()

    const plain = 61 + producer['record-size-avg']
    expect(producer['record-size-avg']).toBeGreaterThan(4_000)
    expect(producer['batch-size-avg']).toBe(size)
    expect(producer['compression-rate-avg']).toBe(size / plain)
    expect(topics.get('t')?.['compression-rate']).toBe(size / plain)
    expect(size / plain).toBeLessThan(0.1)
  })

  it('give rates over the last two windows of thirty seconds, from the producer’s clock', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    for (let second = 0; second < 45; second++) {
      await cluster.until(sender.send({ topic: 't', value: 'x' }))
      await passTime(cluster, 1_000 - (cluster.clock.now() % 1_000))
    }

    const rate = sender.metrics().producer['record-send-rate']
    cluster.clock.advance(60_000)
    const later = sender.metrics().producer

    expect(rate).toBeCloseTo(1, 1)
    expect(later['record-send-rate']).toBe(0)
    expect(later['record-send-total']).toBe(45)
    expect(later['record-size-avg']).toBeNaN()
  })

  it('count attempts, retries and failures', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    const retried = cluster.kafka.faults
      .on({ api: 'Produce', times: 2 })
      .error('NOT_ENOUGH_REPLICAS')
    await cluster.until(sender.send({ topic: 't', value: '1' }))
    const refused = cluster.kafka.faults.on({ api: 'Produce' }).error('INVALID_RECORD')
    await expect(cluster.until(sender.send({ topic: 't', value: '2' }))).rejects.toThrow()
    await expect(sender.send({ topic: 't', value: 3 as never })).rejects.toThrow()

    const { producer, topics } = sender.metrics()

    expect([retried.fired, refused.fired]).toEqual([2, 1])
    const expected = { 'record-send-total': 4, 'record-retry-total': 2, 'record-error-total': 2 }
    expect(producer).toMatchObject(expected)
    expect(topics.get('t')).toMatchObject(expected)
  })

  it('know what is buffered and who waits for room', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const options = { bufferMemoryBytes: 50_000, batchSizeBytes: 10_000, maxBlockMs: 2_000 }
    const sender = cluster.producer({ ...options, retryPolicy: { delayMs: () => 10_000 } })
    await cluster.until(sender.partitionsFor('t'))
    const idle = sender.metrics().producer
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).dropRequest()
    const sends = Array.from({ length: 9 }, () =>
      sender.send({ topic: 't', value: 'x'.repeat(8_000) }).catch(() => undefined),
    )
    await passTime(cluster, 1_000)
    const busy = sender.metrics().producer
    await passTime(cluster, 2_000)
    const exhausted = sender.metrics().producer
    await cluster.until(sender.close({ timeoutMs: 0 }))
    await Promise.all(sends)

    expect(rule.fired).toBeGreaterThan(0)
    expect(idle).toMatchObject({
      'buffer-total-bytes': 50_000,
      'buffer-available-bytes': 50_000,
      'waiting-senders': 0,
      'requests-in-flight': 0,
    })
    const waiting = busy['waiting-senders']
    expect(waiting).toBeGreaterThan(0)
    expect(busy['requests-in-flight']).toBe(1)
    expect(busy['buffer-available-bytes']).toBeLessThan(10_600)
    expect(exhausted).toMatchObject({
      'waiting-senders': 0,
      'buffer-exhausted-total': waiting,
      'record-error-total': waiting,
      'bufferpool-wait-time-ns-total': waiting * 2_000 * 1e6,
    })
    expect(sender.metrics().producer['buffer-available-bytes']).toBe(50_000)
  })

  it('add up what records wait for metadata and what flushes take', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Metadata', nth: 1 }).delay(300)
    const slow = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).delay(200)
    const sender = cluster.producer()
    const sent = [1, 2].map((value) => sender.send({ topic: 't', value: String(value) }))
    const startedAt = cluster.clock.now()
    await cluster.until(sender.flush())
    const tookMs = cluster.clock.now() - startedAt
    await Promise.all(sent)

    const { producer } = sender.metrics()

    expect([rule.fired, slow.fired]).toEqual([1, 1])
    expect(producer['flush-time-ns-total']).toBe(tookMs * 1e6)
    const waitedMs = producer['metadata-wait-time-ns-total'] / 2 / 1e6
    expect(waitedMs).toBeGreaterThanOrEqual(300)
    expect(waitedMs).toBeLessThanOrEqual(tookMs - 200)
    expect(producer['bufferpool-wait-time-ns-total']).toBe(0)
  })

  it('count as waiting for room what finds none once its metadata has come', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const slow = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).delay(500)
    const sender = cluster.producer({ bufferMemoryBytes: 50_000, maxWaitingBytes: 200_000 })
    const sends = Array.from({ length: 9 }, () =>
      sender.send({ topic: 't', value: 'x'.repeat(8_000) }),
    )
    await passTime(cluster, 250)
    const waiting = sender.metrics().producer['waiting-senders']
    await cluster.until(Promise.all(sends))

    const { producer } = sender.metrics()

    expect(slow.fired).toBe(1)
    expect(waiting).toBeGreaterThan(1)
    const waitedMs = producer['bufferpool-wait-time-ns-total'] / waiting / 1e6
    expect(waitedMs).toBeGreaterThanOrEqual(500)
    expect(waitedMs).toBeLessThan(520)
    expect(producer['waiting-senders']).toBe(0)
  })

  it('do not count as waiting for room what waits while those before it are let on', {
    timeout: 30_000,
  }, async () => {
    const cluster = startVirtualCluster()
    const { clock } = cluster
    cluster.kafka.createTopic('t')
    const turnMs = 10
    const sender = cluster.producer({
      clock: {
        now: () => clock.now(),
        wallTime: () => clock.wallTime(),
        setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback),
        scheduleTurn: (callback) => clock.setTimer(turnMs, callback),
        holdProcess: (hold) => clock.holdProcess(hold),
      },
    })
    const senders = new Set<number>()

    const sends = Array.from({ length: 5 * MAX_SETTLED_IN_TURN }, () =>
      sender
        .send({ topic: 't', value: 'x' })
        .then(() => senders.add(sender.metrics().producer['waiting-senders'])),
    )
    await cluster.until(Promise.all(sends))

    const { producer } = sender.metrics()
    expect(producer['metadata-wait-time-ns-total']).toBeGreaterThan(sends.length * 1e6)
    expect(producer['bufferpool-wait-time-ns-total']).toBe(0)
    expect(senders).toEqual(new Set([0]))
  })

  it('count connections, and how old the metadata is', async () => {
    const cluster = startVirtualCluster({ brokers: 1 })
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ metadataMaxAgeMs: 3_600_000 })
    await cluster.until(sender.send({ topic: 't', value: '1' }))
    const connected = sender.metrics().producer
    await cluster.kafka.kill(1)
    cluster.clock.advance(5_000)
    const lost = sender.metrics().producer

    expect(connected['connection-count']).toBe(1)
    expect(connected['connection-creation-total'] - connected['connection-close-total']).toBe(1)
    expect(lost['connection-count']).toBe(0)
    expect(lost['metadata-age'] - connected['metadata-age']).toBe(5)
  })

  it('may name a topic like a property of every object', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('__proto__')
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: '__proto__', value: '1' }))

    const { topics } = sender.metrics()

    expect([...topics.keys()]).toEqual(['__proto__'])
    expect(topics.get('__proto__')?.['record-send-total']).toBe(1)
  })

  it('count requests that no answer comes for once, and nothing in flight behind them', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const { socketFactory, jam } = jammableNetwork(cluster)
    const sender = cluster.producer({ acks: 0, socketFactory })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const left = sender.metrics().producer
    jam()
    sender.send({ topic: 't', value: '1' }).catch(() => undefined)
    await passTime(cluster, 10)
    const stuck = sender.metrics().producer

    expect(left['requests-in-flight']).toBe(0)
    expect(stuck['requests-in-flight']).toBe(1)
    expect(stuck['request-total'] - left['request-total']).toBe(1)
    expect(stuck['response-total']).toBe(left['response-total'])
  })
})
