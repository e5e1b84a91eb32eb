import { createMemoryKafka, createMemoryNetwork, ManualClock } from '@headwater/testing'
import { expect, it, onTestFinished } from 'vitest'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import { silentLogger } from '../diagnostics/silent-logger.ts'
import { MetadataRefresher, type MetadataUpdate } from '../metadata/metadata-refresher.ts'
import { BrokerPool } from './broker-pool.ts'

/** Pool and refresher on a cluster in memory, wired as the producer does it: whatever closes asks for metadata. */
function startClient(brokers: number) {
  const clock = new ManualClock()
  const kafka = createMemoryKafka({ brokers, clock })
  const updates: MetadataUpdate[] = []
  const pool = new BrokerPool({
    options: {
      brokers: kafka.cluster.state.nodes.map(({ host, port }) => ({ host, port })),
      metadataRecoveryStrategy: 'rebootstrap',
      clientId: 'tests',
      ssl: false,
      connectTimeoutMs: 10_000,
      requestTimeoutMs: 30_000,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1_000,
      connectionsMaxIdleMs: 540_000,
      maxResponseSizeBytes: 16_777_216,
    },
    clock,
    events: new NetworkEvents('test'),
    random: { next: () => 0.5 },
    socketFactory: createMemoryNetwork(kafka.cluster, clock, { latencyMs: 1 }),
    resolver: { resolve: async (host) => [host] },
    logger: silentLogger,
    listener: { onConnectionReady() {}, onConnectionClosed: () => refresher.refresh() },
  })
  const refresher = new MetadataRefresher({
    pool,
    clock,
    events: new NetworkEvents('test'),
    random: { next: () => 0.5 },
    logger: silentLogger,
    metadataMaxAgeMs: 300_000,
    metadataRecoveryRebootstrapTriggerMs: 300_000,
    retryBackoffMs: 100,
    retryBackoffMaxMs: 1_000,
    allowAutoTopicCreation: true,
    listener: {
      onMetadata: (update) => updates.push(update),
      onLeadersMoved() {},
      onMetadataFailure() {},
    },
  })
  onTestFinished(async () => {
    refresher.close()
    await clock.runUntil(pool.close())
    await kafka.stop()
  })
  const pass = async (ms: number): Promise<void> => {
    await clock.runUntilIdle(0)
    clock.advance(ms)
    await clock.runUntilIdle(0)
  }
  const connectAll = async (nodes: readonly number[], withinMs: number): Promise<boolean> => {
    const untilMs = clock.now() + withinMs
    const missing = (): number[] => nodes.filter((nodeId) => pool.connection(nodeId) === null)
    while (missing().length > 0 && clock.now() < untilMs) await pass(10)
    return missing().length === 0
  }
  return { kafka, pool, refresher, updates, clock, pass, connectAll }
}

it('is connected again within two seconds of every return, and leaves nothing behind in 100 outages (G3, S63)', async () => {
  const { clock, kafka, pool, refresher, pass, connectAll } = startClient(3)
  refresher.addTopic('orders')
  await pass(100)
  await connectAll([1, 2, 3], 2_000)
  const baseline: number[] = []

  for (let outage = 0; outage < 100; outage++) {
    const nodeId = (outage % 3) + 1
    await kafka.kill(nodeId)
    await pass(5_000)
    await kafka.restart(nodeId)
    refresher.refresh()
    expect(await connectAll([1, 2, 3], 2_000)).toBe(true)
    await pass(40_000)
    baseline.push(pool.connectionCount, clock.pendingTimers)
  }

  expect(pool.connectionCount).toBe(3)
  expect(baseline.slice(-2)).toEqual(baseline.slice(0, 2))
})

it('finds the cluster again within two seconds of its return from a whole outage (S23)', async () => {
  const { clock, kafka, pool, refresher, updates, pass, connectAll } = startClient(3)
  refresher.addTopic('orders')
  await pass(100)
  await connectAll([1, 2, 3], 2_000)

  for (const nodeId of [1, 2, 3]) await kafka.kill(nodeId)
  for (let second = 0; second < 90; second++) await pass(1_000)
  const during = updates.length
  for (const nodeId of [1, 2, 3]) await kafka.restart(nodeId)
  const returnedAt = clock.now()
  const connected = await connectAll([1, 2, 3], 2_000)
  while (updates.length === during && clock.now() < returnedAt + 2_000) await pass(10)

  expect(connected).toBe(true)
  expect(updates.length).toBeGreaterThan(during)
  expect(pool.connectionCount).toBeLessThanOrEqual(4)
})
