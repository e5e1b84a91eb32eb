import { describe, expect, it } from 'vitest'
import type { SocketFactory } from '../../src/network/socket-factory.ts'
import { passTime } from '../pass-time.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'
import { JudgedLoad } from './judged-load.ts'
import { mostDialsPerSecond } from './most-dials-per-second.ts'

/** 64 kbit/s. */
const SLOW_BYTES_PER_SECOND = 8_000

describe('a slow link', () => {
  it('S12: of two seconds, give or take one, with five requests in flight makes nothing be sent twice', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, network } = cluster
    kafka.createTopic('t')
    network.links().set({ latencyMs: 500, jitterMs: 1_000 })
    const sender = cluster.producer({ batchSizeBytes: 512 })
    const load = new JudgedLoad(cluster, sender)
    await cluster.until(load.send())
    const startedAt = clock.now()

    load.burst(400, { valueBytes: 50 })
    await load.settle()

    const produces = kafka.requests().filter(({ api }) => api === 'Produce')
    expect(clock.now() - startedAt).toBeGreaterThan(5_000)
    expect(sender.metrics().producer['record-retry-total']).toBe(0)
    expect(new Set(produces.map(({ connection }) => connection)).size).toBe(1)
    expect(kafka.attempts().every(({ verdict }) => verdict === 'appended')).toBe(true)
    expect(load.counts).toEqual({ acknowledged: 401, rejected: 0 })
    load.verify()
  })

  it('S13: of 64 kbit/s makes callers wait within the memory bound, and no request times out', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, network } = cluster
    kafka.createTopic('t')
    network.links().set({ bytesPerSecond: SLOW_BYTES_PER_SECOND })
    const bufferMemoryBytes = 262_144
    const sender = cluster.producer({
      bufferMemoryBytes,
      maxWaitingBytes: 2 * bufferMemoryBytes,
      maxRequestSizeBytes: 65_536,
    })
    const load = new JudgedLoad(cluster, sender)
    await cluster.until(load.send())
    const free: number[] = []
    const startedAt = clock.now()
    load.burst(300, { valueBytes: 1_000 })
    // Above the bound, so that the last callers wait and one that would not wait is refused.
    const takenAtOnce = sender.trySend({ topic: 't', value: Buffer.alloc(1_000) }, () => {})
    for (let second = 0; second < 60; second++) {
      await passTime(cluster, 1_000)
      free.push(sender.metrics().producer['buffer-available-bytes'])
    }
    await load.settle()

    const took = Math.max(...load.entries.map(({ settledAt }) => settledAt)) - startedAt
    expect(takenAtOnce).toBe(false)
    expect(Math.min(...free)).toBeLessThan(bufferMemoryBytes / 2)
    expect(Math.min(...free)).toBeGreaterThanOrEqual(0)
    expect(took).toBeGreaterThan((300 * 1_000 * 1_000) / SLOW_BYTES_PER_SECOND)
    expect(took).toBeLessThan(60_000)
    expect(network.dials.length).toBeLessThanOrEqual(2)
    expect(sender.metrics().producer['record-retry-total']).toBe(0)
    expect(load.counts).toEqual({ acknowledged: 301, rejected: 0 })
    load.verify()
  })

  it('S13: that is too slow rejects on time what does not get through, and the rest is stored', async () => {
    const cluster = startVirtualCluster()
    const { kafka, network } = cluster
    kafka.createTopic('t')
    const sender = cluster.producer({
      deliveryTimeoutMs: 10_000,
      requestTimeoutMs: 5_000,
      maxInFlightRequests: 1,
      batchSizeBytes: 16_384,
    })
    const load = new JudgedLoad(cluster, sender, 10_000)
    await cluster.until(load.send())
    network.links().set({ bytesPerSecond: SLOW_BYTES_PER_SECOND })

    load.burst(300, { valueBytes: 1_000 })
    await load.settle()
    await passTime(cluster, 60_000)

    expect(load.counts.rejected).toBeGreaterThan(100)
    expect(load.counts.acknowledged).toBeGreaterThan(20)
    expect((await cluster.until(load.send())).offset).toBeGreaterThan(20)
    load.verify()
  })

  it('S13: with acks 0 counts a record as sent when its bytes have left', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, network } = cluster
    kafka.createTopic('t')
    const sender = cluster.producer({ acks: 0 })
    await cluster.until(sender.send({ topic: 't', value: '' }))
    network.links().set({ bytesPerSecond: SLOW_BYTES_PER_SECOND })
    const startedAt = clock.now()

    await cluster.until(sender.send({ topic: 't', value: Buffer.alloc(16_000) }))

    const took = clock.now() - startedAt
    expect(took).toBeGreaterThanOrEqual(2_000)
    expect(took).toBeLessThan(2_100)
  })

  it('S14: that brings one byte at a time, both ways, is not noticed', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    const { kafka, network } = cluster
    kafka.createTopic('t', { partitions: 4 })
    network.links().set({ sliceBytes: 1 })
    const arrived: number[] = []
    const socketFactory: SocketFactory = {
      connect: (target, listener) =>
        network.connect(target, {
          onConnect: () => listener.onConnect(),
          onData: (chunk) => {
            arrived.push(chunk.length)
            listener.onData(chunk)
          },
          onDrain: () => listener.onDrain(),
          onError: (error) => listener.onError(error),
          onClose: () => listener.onClose(),
        }),
    }
    const sender = cluster.producer({ socketFactory, batchSizeBytes: 256 })
    const load = new JudgedLoad(cluster, sender)

    load.burst(40, { valueBytes: 20 })
    await load.settle()

    expect(arrived.length).toBeGreaterThan(500)
    expect(Math.max(...arrived)).toBe(1)
    expect(sender.metrics().producer['record-retry-total']).toBe(0)
    expect(load.counts).toEqual({ acknowledged: 40, rejected: 0 })
    load.verify()
  })

  it('S15: that goes down and up every 200 ms for a minute is dialled ten times a second at most', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, kafka, network } = cluster
    kafka.createTopic('t', { partitions: 3 })
    const load = new JudgedLoad(cluster, cluster.producer())
    await cluster.until(load.send())
    const flapping = network.flap({}, { downMs: 200, upMs: 200 })
    await load.steady(50, 60_000)
    const downs = flapping.downs
    flapping.stop()
    const endedAt = clock.now()
    await load.settle()

    expect(downs).toBeGreaterThanOrEqual(150)
    expect(network.dials.length).toBeGreaterThan(100)
    expect(mostDialsPerSecond(network)).toBeLessThanOrEqual(10)
    expect(clock.now() - endedAt).toBeLessThan(2_000)
    expect(load.counts).toEqual({ acknowledged: 1_201, rejected: 0 })
    load.verify()
  })
})
