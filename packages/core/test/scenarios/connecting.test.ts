import { describe, expect, it } from 'vitest'
import { passTime } from '../pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from '../virtual-cluster.ts'
import { JudgedLoad } from './judged-load.ts'

/** Connects in vain, and checks that every address was tried and named. */
async function failToConnect(cluster: VirtualCluster): Promise<string> {
  const { kafka, network, producer, until } = cluster
  const connecting = producer({ connectTimeoutMs: 5_000 }).connect()
  const failed = await until(connecting.catch((error: unknown) => error))
  expect(network.dials.length).toBeGreaterThanOrEqual(3)
  expect(failed).toMatchObject({ code: 'BROKERS_UNREACHABLE', persisted: 'no' })
  for (const address of kafka.brokers) expect(String(failed)).toContain(address)
  return String(failed)
}

describe('connecting', () => {
  it('S1: to addresses that all refuse fails at once with each of them and its reason', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, network } = cluster
    network.links().set({ refuse: true })
    const startedAt = clock.now()

    const failure = await failToConnect(cluster)

    expect(failure).toContain('ECONNREFUSED')
    expect(clock.now() - startedAt).toBeLessThanOrEqual(5_000)
  })

  it('S1: to addresses that all swallow dials fails within the connect time-out', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, network } = cluster
    network.links().set({ blackHole: true })

    await failToConnect(cluster)

    // The second and the third address are dialled half a second after the one before.
    expect(clock.now()).toBeLessThanOrEqual(6_000)
  })

  it('S16: follows a name to the address that it has after a restart', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, network } = cluster
    kafka.createTopic('t')
    const addresses = { now: '10.0.0.1', of: new Set<string>() }
    const sender = cluster.producer({
      // All that a network in memory knows of an address is its port, so the old address is refused here.
      socketFactory: {
        connect: (target, listener) => {
          addresses.of.add(target.address)
          const gone = target.address !== addresses.now
          return network.connect(gone ? { ...target, port: 1 } : target, listener)
        },
      },
      resolver: { resolve: () => Promise.resolve([addresses.now]) },
    })
    const load = new JudgedLoad(cluster, sender)
    await cluster.until(load.send())
    await kafka.kill(1)
    load.burst(20)
    await passTime(cluster, 5_000)
    addresses.now = '10.0.0.2'
    await kafka.restart(1)
    const restartedAt = clock.now()
    await load.settle()

    expect([...addresses.of]).toEqual(['10.0.0.1', '10.0.0.2'])
    expect(clock.now() - restartedAt).toBeLessThan(2_000)
    expect(load.counts).toEqual({ acknowledged: 21, rejected: 0 })
    load.verify()
  })

  it.each([0, 1, 2])(
    'S17: over an idle connection that the broker closed, %i ms before a record is sent, shows no error',
    async (beforeMs) => {
      const cluster = startVirtualCluster()
      const { clock, kafka, network } = cluster
      kafka.createTopic('t')
      const shown: string[] = []
      const note = (message: string) => shown.push(message)
      const logger = { error: note, warn: note, info: () => {}, debug: () => {} }
      const onError = () => note('an error')
      const load = new JudgedLoad(cluster, cluster.producer({ logger, onError }))
      await cluster.until(load.send())
      await passTime(cluster, 60_000)
      const cut = network.cut({ node: 1 }, { how: 'end' })
      if (beforeMs > 0) await passTime(cluster, beforeMs)
      const startedAt = clock.now()

      const { offset } = await cluster.until(load.send())

      expect(cut.fired).toBe(true)
      expect(offset).toBe(1)
      expect(clock.now() - startedAt).toBeLessThan(1_000)
      expect(shown).toEqual([])
      load.verify()
    },
  )

  it('S19: again while a thousand records are sent makes one connection', async () => {
    const cluster = startVirtualCluster()
    const { kafka, network } = cluster
    kafka.createTopic('t')
    const load = new JudgedLoad(cluster, cluster.producer())
    await cluster.until(load.send())
    await passTime(cluster, 60_000)
    const dials = network.dials.length
    const cut = network.cut({ node: 1 })

    load.burst(1_000)
    await load.settle()

    expect(cut.fired).toBe(true)
    expect(network.dials.length - dials).toBe(1)
    expect(load.counts).toEqual({ acknowledged: 1_001, rejected: 0 })
    load.verify()
  })
})
