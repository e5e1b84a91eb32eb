import { describe, expect, it } from 'vitest'
import type { Producer } from '../src/producer/producer.ts'
import type { ProducerOptions } from '../src/producer/producer-options.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const VALUE = Buffer.alloc(1_000)
const EVERY_MS = 10

/** Sends keyless records for so long, at 2 MB/s, and gives how many each leader's partitions got. */
async function sharesByLeader(
  { clock, until }: VirtualCluster,
  sender: Producer,
  durationMs: number,
): Promise<ReadonlyMap<number, number>> {
  const leaders = (await until(sender.partitionsFor('t'))).map(({ leaderId }) => leaderId)
  const sends: Promise<{ partition: number }>[] = []
  const sendSome = (leftMs: number): void => {
    for (let count = 0; count < 20; count++) sends.push(sender.send({ topic: 't', value: VALUE }))
    if (leftMs > 0) clock.setTimer(EVERY_MS, () => sendSome(leftMs - EVERY_MS))
  }
  sendSome(durationMs)
  await until(
    new Promise<void>((resolve) => {
      clock.setTimer(durationMs + 1, resolve)
    }),
  )
  const shares = new Map<number, number>()
  for (const { partition } of await until(Promise.all(sends))) {
    const leader = leaders[partition] as number
    shares.set(leader, (shares.get(leader) ?? 0) + 1 / sends.length)
  }
  return shares
}

async function sharesWithSlowBroker(
  options: Partial<ProducerOptions>,
  delayMs: number,
  durationMs = 4_000,
) {
  const cluster = startVirtualCluster({ brokers: 3 })
  cluster.kafka.createTopic('t', { partitions: 6, replicationFactor: 1 })
  const rule = cluster.kafka.faults.on({ api: 'Produce', node: 1 }).delay(delayMs)
  // The share of each is as exact as what goes to one partition at a time is small.
  const sender = cluster.producer({ batchSizeBytes: 16_384, ...options })
  const shares = await sharesByLeader(cluster, sender, durationMs)
  return { shares, delayed: rule.fired }
}

describe('keyless records', () => {
  it('spread evenly over equal brokers under load', async () => {
    const { shares } = await sharesWithSlowBroker({}, 0)

    for (const share of shares.values()) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.05)
  })

  it('go less often to a slow broker under load', async () => {
    const { shares, delayed } = await sharesWithSlowBroker({}, 500)

    expect(delayed).toBeGreaterThan(0)
    expect(shares.get(1)).toBeLessThan(0.25)
    expect(shares.get(2)).toBeGreaterThan(0.35)
    expect(shares.get(3)).toBeGreaterThan(0.35)
  })

  it('spread evenly in spite of a slow broker without adaptivePartitioning', async () => {
    const { shares, delayed } = await sharesWithSlowBroker({ adaptivePartitioning: false }, 500)

    expect(delayed).toBeGreaterThan(0)
    for (const share of shares.values()) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.05)
  })

  it('leave out a broker that takes nothing for availabilityTimeoutMs', async () => {
    const even = { adaptivePartitioning: false }
    const without = await sharesWithSlowBroker(even, 1_000, 2_000)
    const timeout = { ...even, availabilityTimeoutMs: 100 }
    const { shares, delayed } = await sharesWithSlowBroker(timeout, 1_000, 2_000)

    expect(delayed).toBeGreaterThan(0)
    expect(without.shares.get(1)).toBeGreaterThan(0.3)
    expect(shares.get(1)).toBeLessThan(0.25)
  })

  it('are all that there is with ignoreKeys, and keep their keys', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 8 })
    const sender = producer({ ignoreKeys: true, batchSizeBytes: 1_000 })
    const sends = Array.from({ length: 200 }, () =>
      sender.send({ topic: 't', key: 'same', value: VALUE.subarray(0, 100) }),
    )
    const partitions = new Set((await until(Promise.all(sends))).map(({ partition }) => partition))

    expect(partitions.size).toBeGreaterThan(4)
    expect(kafka.records('t').every(({ key }) => String(key) === 'same')).toBe(true)
  })
})

describe('keys with consistent_random', () => {
  it('land where librdkafka puts them; empty ones spread', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 97 })
    const sender = producer({ partitioner: 'consistent_random', batchSizeBytes: 200 })
    const keys = ['a', 'key-1', 'ключ', '123456789', 'user-42']
    const sends = keys.map((key) => sender.send({ topic: 't', key, value: '' }))
    const empty = Array.from({ length: 100 }, () =>
      sender.send({ topic: 't', key: '', value: VALUE.subarray(0, 100) }),
    )
    const placed = (await until(Promise.all(sends))).map(({ partition }) => partition)
    const spread = new Set((await until(Promise.all(empty))).map(({ partition }) => partition))

    expect(placed).toEqual([80, 59, 7, 17, 27])
    expect(spread.size).toBeGreaterThan(10)
  })
})

describe('partitions that are added while records are sent', () => {
  it('S35: are used once metadata tells of them; what was assigned before stays where it is', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 4 })
    const sender = producer({ metadataMaxAgeMs: 1_000, batchSizeBytes: 500 })
    await until(sender.send({ topic: 't', value: 'first' }))
    const rule = kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`)
    const before = keys.map((key) => sender.send({ topic: 't', key, value: '' }))
    kafka.addPartitions('t', 8)
    const addedAt = clock.now()
    while ((await until(sender.partitionsFor('t'))).length < 8) {
      await until(new Promise<void>((resolve) => clock.setTimer(50, resolve)))
    }
    const learnedAfterMs = clock.now() - addedAt
    const after = keys.map((key) => sender.send({ topic: 't', key, value: '' }))
    const keyless = Array.from({ length: 200 }, () => sender.send({ topic: 't', value: VALUE }))
    const refused = rule.fired
    rule.remove()
    const places = async (sends: readonly Promise<{ partition: number }>[]) =>
      (await until(Promise.all(sends))).map(({ partition }) => partition)
    const [old, now, free] = [await places(before), await places(after), await places(keyless)]

    expect(refused).toBeGreaterThan(0)
    expect(learnedAfterMs).toBeLessThan(1_500)
    expect(Math.max(...old)).toBe(3)
    expect(Math.max(...now)).toBeGreaterThan(3)
    expect(new Set(free).size).toBe(8)
    expect(kafka.violations()).toEqual([])
  })
})
