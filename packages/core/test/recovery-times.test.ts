import { describe, expect, it } from 'vitest'
import type { Producer } from '../src/producer/producer.ts'
import type { ProducerOptions } from '../src/producer/producer-options.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

/** Sends a record to partition 0 every 10 ms, and notes when each was acknowledged; none may be rejected. */
function sendSteadily(cluster: VirtualCluster, sender: Producer) {
  const acknowledgedAt: number[] = []
  const sends: Promise<void>[] = []
  let stopped = false
  const next = (): void => {
    if (stopped) return
    const value = String(sends.length)
    sends.push(
      sender.send({ topic: 't', value, partition: 0 }).then(() => {
        acknowledgedAt.push(cluster.clock.now())
      }),
    )
    cluster.clock.setTimer(10, next)
  }
  next()
  return {
    /** When the first record was acknowledged after that time. */
    firstAfter: (atMs: number) => acknowledgedAt.find((at) => at > atMs) ?? Number.NaN,
    async end(): Promise<void> {
      stopped = true
      await cluster.until(Promise.all(sends))
      const values = cluster.kafka.records('t').map((record) => Number(record.value?.toString()))
      expect(values).toEqual(Array.from({ length: sends.length }, (_, index) => index))
      expect(cluster.kafka.violations()).toEqual([])
    },
  }
}

/** Three brokers, and a producer that has sent to the one partition for a second. */
async function startSending(options: Partial<ProducerOptions> = {}) {
  const cluster = startVirtualCluster({ brokers: 3 })
  const { clock, kafka, producer } = cluster
  kafka.createTopic('t', { partitions: 1 })
  const load = sendSteadily(cluster, producer(options))
  await passTime(cluster, 1_000)
  return { cluster, clock, kafka, load }
}

async function leaderOf(cluster: VirtualCluster): Promise<number> {
  const topic = cluster.kafka.cluster.state.topic('t')
  return topic?.partitions[0]?.leader ?? -1
}

describe('the time until records are acknowledged again (G3)', { timeout: 120_000 }, () => {
  it('S20: G3: is below 1 s after each of 60 leaders was killed', async () => {
    const { cluster, clock, kafka, load } = await startSending()
    const times: number[] = []
    for (let round = 0; round < 60; round++) {
      const leader = await leaderOf(cluster)
      const killedAt = clock.now()
      await kafka.kill(leader)
      await passTime(cluster, 3_000)
      times.push(load.firstAfter(killedAt + 2) - killedAt)
      await kafka.restart(leader)
      await passTime(cluster, 1_000)
    }

    await load.end()

    expect(Math.max(...times)).toBeLessThan(1_000)
  })

  it('S27: G3: is below 1 s after a partition without a leader for 15 s has one again', async () => {
    const { cluster, clock, kafka, load } = await startSending()
    kafka.loseLeader('t', 0)
    await passTime(cluster, 15_000)
    const healedAt = clock.now()
    kafka.returnLeader('t', 0)
    await passTime(cluster, 3_000)

    await load.end()

    expect(load.firstAfter(healedAt) - healedAt).toBeLessThan(1_000)
  })

  it('S23: G3: is below 2 s after the whole cluster was away for 90 s, and all is stored in order', async () => {
    const { cluster, clock, kafka, load } = await startSending({ maxBlockMs: 120_000 })
    for (const nodeId of [1, 2, 3]) await kafka.kill(nodeId)
    await passTime(cluster, 90_000)
    for (const nodeId of [1, 2, 3]) await kafka.restart(nodeId)
    const returnedAt = clock.now()
    await passTime(cluster, 3_000)

    await load.end()

    expect(load.firstAfter(returnedAt) - returnedAt).toBeLessThan(2_000)
  })

  it('S21: G3: is below 1 s at each step of a rolling restart, and nothing is rejected', async () => {
    const { cluster, clock, kafka, load } = await startSending()
    const times: number[] = []
    for (const nodeId of [1, 2, 3, 1, 2, 3]) {
      if ((await leaderOf(cluster)) === nodeId) kafka.moveLeader('t', 0, (nodeId % 3) + 1)
      const movedAt = clock.now()
      await passTime(cluster, 500)
      await kafka.kill(nodeId)
      await passTime(cluster, 10_000)
      await kafka.restart(nodeId)
      await passTime(cluster, 2_000)
      times.push(load.firstAfter(movedAt + 2) - movedAt)
    }

    await load.end()

    expect(Math.max(...times)).toBeLessThan(1_000)
  })

  it('S16: G3: is below 2 s after a name that could not be resolved for 10 s can be', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, producer, until } = cluster
    const port = kafka.brokers[0]?.split(':')[1] ?? ''
    let refused = 0
    const sender = producer({
      brokers: [`boot.test:${port}`],
      resolver: {
        resolve: async () => {
          if (clock.now() >= 10_000) return ['127.0.0.1']
          refused++
          throw Object.assign(new Error('getaddrinfo ENOTFOUND boot.test'), { code: 'ENOTFOUND' })
        },
      },
    })

    await until(sender.send({ topic: 't', value: '' }))

    expect(refused).toBeGreaterThan(5)
    expect(clock.now()).toBeGreaterThanOrEqual(10_000)
    expect(clock.now()).toBeLessThan(12_000)
  })
})
