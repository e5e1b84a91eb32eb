import { describe, expect, it } from 'vitest'
import type { Producer } from '../src/producer/producer.ts'
import type { ProducerOptions } from '../src/producer/producer-options.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

interface State {
  readonly name: string
  readonly options?: Partial<ProducerOptions>
  /** Brings the producer there; what it sends is given to `sent`. */
  readonly reach: (
    cluster: VirtualCluster,
    sender: Producer,
    sent: (promise: Promise<unknown>) => void,
  ) => Promise<unknown> | undefined
  /** What became of the records, as persisted; undefined for those that were stored. */
  readonly persisted: readonly ('no' | 'possibly' | undefined)[]
}

const record = { topic: 't', value: 'x' }

const STATES: readonly State[] = [
  {
    name: 'while it dials',
    reach: ({ clock }, sender, sent) => {
      sent(sender.send(record))
      clock.advance(0.5)
      return undefined
    },
    persisted: [undefined],
  },
  {
    name: 'while nobody answers the dial',
    options: { brokers: ['127.0.0.1:1'] },
    reach: async (cluster, sender, sent) => {
      sent(sender.send(record))
      await passTime(cluster, 5_000)
    },
    persisted: ['no'],
  },
  {
    name: 'while it waits for metadata',
    reach: async (cluster, sender, sent) => {
      cluster.kafka.faults.on({ api: 'Metadata' }).dropRequest()
      sent(sender.send(record))
      await passTime(cluster, 100)
    },
    persisted: ['no'],
  },
  {
    name: 'while it waits for a producer id',
    reach: async (cluster, sender, sent) => {
      cluster.kafka.faults.on({ api: 'InitProducerId' }).dropRequest()
      sent(sender.send(record))
      await passTime(cluster, 100)
    },
    persisted: ['no'],
  },
  {
    name: 'while it backs off from asking for a producer id',
    reach: async (cluster, sender, sent) => {
      cluster.kafka.faults.on({ api: 'InitProducerId' }).error('COORDINATOR_LOAD_IN_PROGRESS')
      sent(sender.send(record))
      await passTime(cluster, 3_000)
    },
    persisted: ['no'],
  },
  {
    name: 'while a batch backs off',
    reach: async (cluster, sender, sent) => {
      cluster.kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')
      sent(sender.send(record))
      await passTime(cluster, 3_000)
    },
    persisted: ['no'],
  },
  {
    name: 'while a batch that may be stored backs off',
    reach: async (cluster, sender, sent) => {
      cluster.kafka.faults.on({ api: 'Produce' }).applyThenDisconnect()
      sent(sender.send(record))
      await passTime(cluster, 3_000)
    },
    persisted: ['possibly'],
  },
  {
    name: 'while the broker has asked for silence',
    reach: async (cluster, sender, sent) => {
      const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).throttle(60_000)
      await cluster.until(sender.send(record))
      expect(rule.fired).toBe(1)
      sent(sender.send(record))
      await passTime(cluster, 10)
    },
    persisted: ['no'],
  },
  {
    name: 'with a batch on the wire and one behind it',
    options: { maxInFlightRequests: 1 },
    reach: async (cluster, sender, sent) => {
      await cluster.until(sender.send(record))
      cluster.kafka.faults.on({ api: 'Produce' }).dropRequest()
      sent(sender.send(record))
      await passTime(cluster, 10)
      sent(sender.send(record))
      await passTime(cluster, 10)
    },
    persisted: ['possibly', 'no'],
  },
  {
    name: 'while a batch lingers',
    options: { lingerMs: 10_000 },
    reach: async (cluster, sender, sent) => {
      await cluster.until(sender.partitionsFor('t'))
      sent(sender.send(record))
      await passTime(cluster, 10)
    },
    persisted: [undefined],
  },
  {
    name: 'with records that wait for room',
    options: {
      bufferMemoryBytes: 4_096,
      batchSizeBytes: 1_024,
      maxRequestSizeBytes: 1_024,
      maxWaitingBytes: 100_000,
    },
    reach: async (cluster, sender, sent) => {
      await cluster.until(sender.partitionsFor('t'))
      for (let count = 0; count < 12; count++) sent(sender.send(record))
      await passTime(cluster, 0)
    },
    persisted: Array.from({ length: 12 }, () => undefined),
  },
  {
    name: 'while a partition has no leader',
    reach: async (cluster, sender, sent) => {
      await cluster.until(sender.send(record))
      await cluster.kafka.kill(1)
      await passTime(cluster, 3_000)
      sent(sender.send(record))
      await passTime(cluster, 3_000)
    },
    persisted: ['no'],
  },
  {
    name: 'with somebody in ready, partitionsFor, connect and flush',
    options: { brokers: ['127.0.0.1:1'] },
    reach: async (cluster, sender) => {
      const calls = [sender.ready(), sender.partitionsFor('t'), sender.connect(), sender.flush()]
      for (const call of calls) call.catch(() => {})
      await passTime(cluster, 100)
    },
    persisted: [],
  },
]

describe('close (S72, L13)', () => {
  it.each(STATES)('$name ends in time, settles all and leaves nothing', async (state) => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer(state.options)
    const sends: Promise<unknown>[] = []
    await state.reach(cluster, sender, (promise) => sends.push(promise))
    const outcomes = Promise.allSettled(sends)

    const startedAt = cluster.clock.now()
    await cluster.until(sender.close({ timeoutMs: 1_000 }))

    expect(cluster.clock.now() - startedAt).toBeLessThanOrEqual(1_250)
    expect(
      (await outcomes).map((outcome) =>
        outcome.status === 'rejected' ? outcome.reason.persisted : undefined,
      ),
    ).toEqual(state.persisted)
    expect(cluster.clock.processHeld).toBe(false)
    cluster.kafka.faults.clear()
    cluster.clock.advance(10) // The brokers' ends of the connections are told.
    expect(cluster.clock.pendingTimers).toBe(0)
    const requests = cluster.kafka.requests().length
    await passTime(cluster, 120_000)
    expect(cluster.kafka.requests()).toHaveLength(requests)
  })

  it('S71: of no time at all still settles everything', async () => {
    const cluster = startVirtualCluster()
    const sender = cluster.producer()
    const sent = sender.send(record)
    const outcome = Promise.allSettled([sent])

    await cluster.until(sender.close({ timeoutMs: 0 }))

    expect((await outcome)[0]).toMatchObject({
      reason: { code: 'PRODUCER_CLOSED', persisted: 'no' },
    })
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('S72: ends what waits for brokers without a record, before it resolves', async () => {
    const cluster = startVirtualCluster()
    const rule = cluster.kafka.faults.on({ api: 'CreateTopics' }).error('NOT_CONTROLLER')
    const sender = cluster.producer()
    const ensured = sender.ensureTopics([{ topic: 't' }])
    let outcome: unknown
    ensured.catch((error: unknown) => {
      outcome = error
    })
    while (rule.fired < 3) await passTime(cluster, 10)

    await cluster.until(sender.close())

    expect(outcome).toMatchObject({ code: 'PRODUCER_CLOSED', persisted: 'no' })
    expect(cluster.clock.processHeld).toBe(false)
    const asked = rule.fired
    await passTime(cluster, 5_000)
    expect(rule.fired).toBe(asked)
    expect(cluster.clock.pendingTimers).toBe(0)
  })

  it('S73: refuses whatever is asked afterwards, at once', async () => {
    const cluster = startVirtualCluster()
    const sender = cluster.producer()
    await cluster.until(sender.close())
    const told: (string | undefined)[] = []

    const calls = [
      sender.send(record),
      sender.ready(),
      sender.connect(),
      sender.partitionsFor('t'),
      sender.ensureTopics([{ topic: 't' }]),
    ]
    const taken = sender.trySend(record, (error) => told.push(error?.code))
    const outcomes = await cluster.until(Promise.allSettled(calls))
    const [batched] = await cluster.until(sender.sendBatch([record]))
    await cluster.until(sender.flush())

    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: { code: 'PRODUCER_CLOSED', persisted: 'no' } })
    }
    expect(batched).toMatchObject({ reason: { code: 'PRODUCER_CLOSED' } })
    expect(taken).toBe(true)
    expect(told).toEqual(['PRODUCER_CLOSED'])
    expect(cluster.kafka.requests()).toEqual([])
    expect(cluster.clock.pendingTimers).toBe(0)
  })
})
