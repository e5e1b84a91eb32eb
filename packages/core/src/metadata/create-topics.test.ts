import { createMemoryKafka, createMemoryNetwork, ManualClock } from '@headwater/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import { silentLogger } from '../diagnostics/silent-logger.ts'
import { BrokerPool } from '../network/broker-pool.ts'
import { createTopics, type NewTopic } from './create-topics.ts'

/** A cluster in memory, and `create`, which ends within ten seconds of its time. */
function startCluster(options: { brokers?: number } = {}) {
  const clock = new ManualClock()
  const kafka = createMemoryKafka({ ...options, clock, autoCreateTopics: false })
  const pool = new BrokerPool({
    options: {
      brokers: kafka.cluster.state.nodes.map(({ host, port }) => ({ host, port })),
      metadataRecoveryStrategy: 'rebootstrap',
      clientId: 'tests',
      ssl: false,
      connectTimeoutMs: 1_000,
      requestTimeoutMs: 1_000,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1_000,
      connectionsMaxIdleMs: 540_000,
      maxResponseSizeBytes: 1_000_000,
    },
    clock,
    events: new NetworkEvents('test'),
    random: { next: () => 0.5 },
    socketFactory: createMemoryNetwork(kafka.cluster, clock, { latencyMs: 1 }),
    resolver: { resolve: async (host) => [host] },
    logger: silentLogger,
    listener: { onConnectionReady() {}, onConnectionClosed() {} },
  })
  onTestFinished(async () => {
    await clock.runUntil(pool.close())
    await kafka.stop()
  })
  const create = (...topics: NewTopic[]) =>
    clock.runUntil(createTopics({ pool, clock, deadlineMs: clock.now() + 10_000 }, topics))
  const creations = () => kafka.requests().filter(({ api }) => api === 'CreateTopics').length
  return { clock, kafka, create, creations }
}

describe('createTopics', () => {
  it('creates topics as they are described', async () => {
    const { kafka, create, creations } = startCluster({ brokers: 3 })

    await create(
      {
        topic: 'orders',
        partitions: 6,
        replicationFactor: 3,
        config: { 'cleanup.policy': 'compact' },
      },
      { topic: 'audit' },
    )

    const { state } = kafka.cluster
    expect(state.topic('orders')?.partitions).toHaveLength(6)
    expect(state.topic('audit')?.partitions).toHaveLength(1)
    expect(creations()).toBe(1)
  })

  it('leaves a topic as it is that exists already', async () => {
    const { kafka, create } = startCluster()
    kafka.createTopic('orders', { partitions: 2 })

    await create({ topic: 'orders', partitions: 6 }, { topic: 'new', partitions: 3 })

    expect(kafka.cluster.state.topic('orders')?.partitions).toHaveLength(2)
    expect(kafka.cluster.state.topic('new')?.partitions).toHaveLength(3)
  })

  it('asks nothing when there is nothing to create', async () => {
    const { create, kafka } = startCluster()

    await create()

    expect(kafka.requests()).toEqual([])
  })

  it.each([
    [{ topic: 'a/b' }, 'Topic "a/b" cannot be: '],
    [{ topic: 'a', partitions: 0 }, 'Topic "a": partitions is 0; it takes 1 to 2147483647'],
    [{ topic: 'a', partitions: 1.5 }, 'Topic "a": partitions is 1.5'],
    [
      { topic: 'a', replicationFactor: 40_000 },
      'Topic "a": replicationFactor is 40000; it takes 1 to 32767',
    ],
  ])('refuses %o before it asks anybody', async (topic, words) => {
    const { create, kafka } = startCluster()

    await expect(create({ topic: 'fine' }, topic)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(words),
    })
    expect(kafka.requests()).toEqual([])
  })

  it('says what the cluster refuses, and that asking again does not help', async () => {
    const { create, creations } = startCluster()

    await expect(create({ topic: 'orders', replicationFactor: 3 })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      brokerError: 'INVALID_REPLICATION_FACTOR',
      retriable: false,
      topic: 'orders',
    })
    expect(creations()).toBe(1)
  })

  it.each([
    ['TOPIC_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
    ['POLICY_VIOLATION', 'BROKER_REJECTED'],
  ] as const)('names %s', async (brokerError, code) => {
    const { kafka, create } = startCluster()
    const rule = kafka.faults.on({ api: 'CreateTopics' }).error(brokerError)

    await expect(create({ topic: 'orders' })).rejects.toMatchObject({ code, brokerError })
    expect(rule.fired).toBe(1)
  })

  it.each(['NOT_CONTROLLER', 'REQUEST_TIMED_OUT'] as const)(
    'tries again after %s',
    async (brokerError) => {
      const { kafka, create, creations } = startCluster({ brokers: 3 })
      const rule = kafka.faults.on({ api: 'CreateTopics', times: 2 }).error(brokerError)

      await create({ topic: 'orders' })

      expect(rule.fired).toBe(2)
      expect(creations()).toBe(3)
      expect(kafka.cluster.state.topic('orders')).toBeDefined()
    },
  )

  it('tries again when the answer was lost, and finds the topic there', async () => {
    const { kafka, create } = startCluster()
    const rule = kafka.faults.on({ api: 'CreateTopics', times: 1 }).applyThenDisconnect()

    await create({ topic: 'orders' })

    expect(rule.fired).toBe(1)
    expect(kafka.cluster.state.topic('orders')).toBeDefined()
  })

  it('gives up at the deadline with what went wrong last', async () => {
    const { clock, kafka, create } = startCluster()
    const rule = kafka.faults.on({ api: 'CreateTopics' }).error('NOT_CONTROLLER')

    await expect(create({ topic: 'orders' })).rejects.toMatchObject({
      code: 'BROKER_REJECTED',
      brokerError: 'NOT_CONTROLLER',
      retriable: true,
    })
    expect(rule.fired).toBeGreaterThan(5)
    expect(clock.now()).toBeLessThanOrEqual(10_000)
  })
})
