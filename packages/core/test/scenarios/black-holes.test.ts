import { describe, expect, it } from 'vitest'
import { passTime } from '../pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from '../virtual-cluster.ts'
import { JudgedLoad } from './judged-load.ts'

const BLACK_HOLE = { blackHole: true } as const

const dialsTo = ({ network }: VirtualCluster, node: number) =>
  network.dials.filter((dial) => dial.node === node)

/** When connections of clients to a node came and went, by the broker's log. */
const connectionsTo = ({ kafka }: VirtualCluster, node: number) =>
  kafka.connections().filter((connection) => connection.node === node)

describe('a network that swallows everything', () => {
  it('S2: around the first bootstrap address costs half a second', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    cluster.kafka.createTopic('t', { partitions: 1 })
    cluster.kafka.moveLeader('t', 0, 2)
    cluster.network.links({ node: 1 }).set(BLACK_HOLE)
    const load = new JudgedLoad(cluster, cluster.producer())

    await cluster.until(load.send())

    expect(dialsTo(cluster, 1)).not.toHaveLength(0)
    expect(cluster.clock.now()).toBeLessThanOrEqual(1_000)
    load.verify()
  })

  it('S3: around one broker leaves the partitions of others alone, and dials to it end in time', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, kafka, network } = cluster
    kafka.createTopic('t', { partitions: 3 })
    for (const partition of [0, 1, 2]) kafka.moveLeader('t', partition, partition + 1)
    network.links({ node: 1 }).set(BLACK_HOLE)
    const sender = cluster.producer({ brokers: kafka.brokers.slice(1), connectTimeoutMs: 5_000 })
    const load = new JudgedLoad(cluster, sender)
    const stuck = load.send({ partition: 0 })
    await passTime(cluster, 1_000)
    const slowest = { ms: 0 }
    for (let round = 0; round < 300; round++) {
      const startedAt = clock.now()
      await cluster.until(Promise.all([load.send({ partition: 1 }), load.send({ partition: 2 })]))
      slowest.ms = Math.max(slowest.ms, clock.now() - startedAt)
      await passTime(cluster, 100)
    }
    const dials = dialsTo(cluster, 1).map(({ time }) => time)
    const pauses = dials.slice(1).map((time, index) => time - (dials[index] ?? 0))
    network.heal()
    const healedAt = clock.now()
    await cluster.until(stuck)

    expect(slowest.ms).toBeLessThanOrEqual(10)
    // Each dial has its five seconds, and a backoff of up to a second and its jitter after it.
    expect(dials.length).toBeGreaterThanOrEqual(5)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5_000)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(6_250)
    expect(clock.now() - healedAt).toBeLessThan(2_000)
    load.verify()
  })

  it('S9: in the middle of traffic ends with the socket at the request time-out, and all is stored once afterwards', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, network } = cluster
    kafka.createTopic('t')
    const sender = cluster.producer({ requestTimeoutMs: 3_000, batchSizeBytes: 128 })
    const load = new JudgedLoad(cluster, sender)
    await load.steady(10, 500)
    const before = load.counts.acknowledged
    const swallowedAt = clock.now()
    network.links().set(BLACK_HOLE)
    await load.steady(10, 20_000)
    const during = load.counts.acknowledged
    network.heal()
    const healedAt = clock.now()
    await load.settle()

    const dials = network.dials.filter(({ time }) => time > swallowedAt)
    expect(before).toBeGreaterThan(40)
    expect(during - before).toBeLessThan(5)
    expect(dials[0]?.time).toBeGreaterThanOrEqual(swallowedAt + 2_990)
    expect(dials[0]?.time).toBeLessThanOrEqual(swallowedAt + 3_250)
    expect(clock.now() - healedAt).toBeLessThan(2_000)
    expect(load.counts).toEqual({ acknowledged: 2_050, rejected: 0 })
    load.verify()
  })

  it('S9: past the deadline rejects every record on time, and says which may be stored', async () => {
    const cluster = startVirtualCluster()
    const { kafka, network } = cluster
    kafka.createTopic('t')
    const limits = { requestTimeoutMs: 2_000, deliveryTimeoutMs: 6_000 }
    const load = new JudgedLoad(cluster, cluster.producer(limits), 6_000)
    await cluster.until(load.send())
    network.links().set(BLACK_HOLE)
    load.burst(10)
    await passTime(cluster, 100)
    await load.steady(500, 5_000)
    await load.settle()
    const outcomes = load.entries.slice(1).map(({ settlement }) => settlement)
    network.heal()
    await passTime(cluster, 5_000)
    await cluster.until(load.send())

    const first = outcomes.slice(0, 10)
    const later = outcomes.slice(10)
    expect(first.every((one) => one?.kind === 'rejected' && one.persisted === 'possibly')).toBe(
      true,
    )
    expect(later.every((one) => one?.kind === 'rejected' && one.persisted === 'no')).toBe(true)
    load.verify()
  })

  it('S10, S11: in the broker’s answers alone stores what was applied once, and late answers change nothing', async () => {
    const cluster = startVirtualCluster()
    const { kafka, network } = cluster
    kafka.createTopic('t')
    const load = new JudgedLoad(cluster, cluster.producer({ requestTimeoutMs: 2_000 }))
    await cluster.until(load.send())
    network.links({ direction: 'toClient' }).set(BLACK_HOLE)
    load.burst(5)
    await passTime(cluster, 1_000)
    const appliedUnheard = kafka.records('t').length
    await passTime(cluster, 9_000)
    const unsettled = load.counts.acknowledged
    network.heal()
    await load.settle()
    await passTime(cluster, 5_000)

    expect([appliedUnheard, unsettled]).toEqual([6, 1])
    expect(kafka.attempts().map(({ verdict }) => verdict)).toContain('duplicate')
    expect(load.counts).toEqual({ acknowledged: 6, rejected: 0 })
    expect(connectionsTo(cluster, 1).length).toBeGreaterThan(2)
    load.verify()
  })
})
