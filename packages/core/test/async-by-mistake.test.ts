import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProducerOptions } from '../src/producer/producer-options.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const fails = async (): Promise<never> => {
  throw new Error('nobody awaits this')
}

const unhandled: unknown[] = []
const note = (reason: unknown): void => void unhandled.push(reason)

beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', note)
})

afterEach(() => {
  process.off('unhandledRejection', note)
})

describe('a function of the caller’s that is async by mistake and fails', () => {
  it.each<[string, Partial<ProducerOptions>, string]>([
    ['partitioner', { partitioner: fails as never }, 'PARTITIONER_FAILED'],
    [
      'codec',
      { compression: { name: 'gzip', compressSync: fails as never } },
      'COMPRESSION_FAILED',
    ],
    ['retry policy', { retryPolicy: { delayMs: fails as never } }, 'BROKER_REJECTED'],
    ['socket factory', { socketFactory: { connect: fails as never } }, 'BROKERS_UNREACHABLE'],
  ])('S60: costs only its records as a %s', async (_, options, code) => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')
    const sender = cluster.producer({ ...options, maxBlockMs: 5_000, deliveryTimeoutMs: 31_000 })

    const sent = cluster.until(sender.send({ topic: 't', value: '1' }))

    await expect(sent).rejects.toMatchObject({ code, persisted: 'no' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
    expect(rule.fired).toBe(code === 'BROKER_REJECTED' ? 1 : 0)
    await cluster.until(sender.close())
    await passTime(cluster, 60_000)
    expect(cluster.clock.pendingTimers).toBe(0)
  })

  it.each<[string, object | undefined]>([
    ['behind another', undefined],
    ['behind headers that no record can have', { h: 5 }],
  ])('S60: costs only its record as headers of a view, %s', async (_, headers) => {
    const cluster = startVirtualCluster()
    const view = cluster
      .producer()
      .with({ headers: fails as never })
      .with({ headers: fails as never })

    const sent = view.send({ topic: 't', value: '1', headers: headers as never })

    await expect(cluster.until(sent)).rejects.toMatchObject({ code: 'INVALID_RECORD' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })
})
