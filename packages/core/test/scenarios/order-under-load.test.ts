import { seededRandom } from '@headwater/testing'
import { expect, it } from 'vitest'
import { startVirtualCluster } from '../virtual-cluster.ts'
import { JudgedLoad } from './judged-load.ts'

/** Small enough that callers have to wait while the first attempts fail. */
const MEMORY = { bufferMemoryBytes: 1_048_576, maxWaitingBytes: 67_108_864 } as const

it.each([1, 2])(
  'L11: 10,000 records keep their order while every fourth request fails in one way or another (seed %i)',
  { timeout: 60_000 },
  async (seed) => {
    const cluster = startVirtualCluster({ brokers: 3, random: seededRandom(seed) })
    const { kafka, network } = cluster
    kafka.createTopic('t', { partitions: 6 })
    network.links().set({ latencyMs: 2, jitterMs: 10 })
    const produce = { api: 'Produce', probability: 0.05 }
    const rules = [
      kafka.faults.on(produce).error('NOT_ENOUGH_REPLICAS'),
      kafka.faults.on(produce).applyThenError('REQUEST_TIMED_OUT'),
      kafka.faults.on(produce).disconnect(),
      kafka.faults.on(produce).applyThenDisconnect(),
      kafka.faults.on(produce).delay(40),
    ]
    const sender = cluster.producer({ batchSizeBytes: 512, ...MEMORY })
    const load = new JudgedLoad(cluster, sender)

    for (let turn = 0; turn < 100; turn++) {
      load.burst(40, { partition: turn % 6 })
      load.burst(30, { key: `key ${turn % 20}` })
      await load.steady(5, 5)
      load.burst(29)
    }
    await load.settle()

    for (const rule of rules) expect(rule.fired).toBeGreaterThanOrEqual(3)
    expect(load.counts).toEqual({ acknowledged: 10_000, rejected: 0 })
    load.verify()
  },
)
