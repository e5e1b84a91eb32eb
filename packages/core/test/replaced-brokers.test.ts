import { queryObjects } from 'node:v8'
import { metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { BrokerQueue } from '../src/accumulator/broker-queue.ts'
import { passTime } from './pass-time.ts'
import { rewriteResponse } from './rewrite-response.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const METADATA_VERSION = 13

describe('brokers that others take the place of', () => {
  it('are forgotten with the partitions that they led, however many there have been', async () => {
    const cluster = startVirtualCluster({ brokers: 1 })
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    let newest = 1_000
    const rule = kafka.faults.on({ api: 'Metadata' }).corrupt(
      rewriteResponse(metadataResponse, METADATA_VERSION, (response) => {
        const nodeId = newest++
        return {
          ...response,
          brokers: response.brokers.map((broker) => ({ ...broker, nodeId })),
          topics: response.topics.map((topic) => ({
            ...topic,
            partitions: topic.partitions.map((partition) => ({ ...partition, leaderId: nodeId })),
          })),
        }
      }),
    )
    const before = queryObjects(BrokerQueue, { format: 'count' })
    const sender = producer({ metadataMaxAgeMs: 1_000 })

    for (let round = 0; round < 100; round++) {
      await until(sender.send({ topic: 't', value: `${round}` }))
      await passTime(cluster, 1_000)
    }

    expect(rule.fired).toBeGreaterThan(90)
    expect(queryObjects(BrokerQueue, { format: 'count' }) - before).toBeLessThan(5)
    expect(kafka.records('t')).toHaveLength(100)
    await until(sender.close())
  })

  it('are forgotten with the topics that are sent to no more', async () => {
    const cluster = startVirtualCluster({ brokers: 30 })
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 30 })
    const before = queryObjects(BrokerQueue, { format: 'count' })
    const sender = producer({ metadataMaxAgeMs: 5_000, metadataMaxIdleMs: 20_000 })
    const sends = Array.from({ length: 30 }, (_, partition) =>
      sender.send({ topic: 't', value: '', partition }),
    )
    await until(Promise.all(sends))
    const known = queryObjects(BrokerQueue, { format: 'count' }) - before

    await passTime(cluster, 60_000)

    expect(known).toBe(30)
    expect(queryObjects(BrokerQueue, { format: 'count' }) - before).toBe(0)
    await until(sender.close())
  })
})
