import { describe, expect, it } from 'vitest'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const PRODUCER_ID = 70n

/** Gives the next producer an id that another one has brought to a later epoch on both partitions of the topic. */
function startBehindEpoch(producerEpoch: number): VirtualCluster {
  const cluster = startVirtualCluster()
  const { kafka } = cluster
  kafka.createTopic('t', { partitions: 2 })
  for (const partition of [0, 1]) {
    kafka.seedSequence('t', partition, {
      producerId: PRODUCER_ID,
      producerEpoch,
      nextSequence: 5,
    })
  }
  kafka.seedProducer({ producerId: PRODUCER_ID, producerEpoch: 0 })
  return cluster
}

function produceRequests({ kafka }: VirtualCluster): number {
  return kafka.requests().filter(({ api }) => api === 'Produce').length
}

function storedUnder({ kafka }: VirtualCluster, partition: number): unknown[] {
  return kafka.log('t', partition).map(({ header }) => header.producerId)
}

describe('a producer whose id another one uses under a later epoch', () => {
  it('takes an id of its own after the first refusal, however far ahead the other one is', async () => {
    const cluster = startBehindEpoch(1_000)
    const sender = cluster.producer()

    await cluster.until(sender.send({ topic: 't', partition: 0, value: 'a' }))

    expect(produceRequests(cluster)).toBe(2)
    expect(storedUnder(cluster, 0)).not.toContain(PRODUCER_ID)
    expect(cluster.kafka.log('t', 0).map(({ header }) => header.producerEpoch)).toEqual([0])
  })

  it('gets the same new id for all partitions that were refused', async () => {
    const cluster = startBehindEpoch(1_000)
    const sender = cluster.producer()

    await cluster.until(
      Promise.all([0, 1].map((partition) => sender.send({ topic: 't', partition, value: 'a' }))),
    )

    const ids = [0, 1].flatMap((partition) => storedUnder(cluster, partition))
    expect(new Set(ids).size).toBe(1)
    expect(ids).not.toContain(PRODUCER_ID)
    const asked = cluster.kafka.requests().filter(({ api }) => api === 'InitProducerId')
    expect(asked).toHaveLength(2)
  })

  it('does not step into the other one’s epoch, where its records would pass for duplicates', async () => {
    const cluster = startVirtualCluster()
    const { kafka } = cluster
    kafka.createTopic('t')
    kafka.seedProducer({ producerId: PRODUCER_ID, producerEpoch: 1 })
    const other = cluster.producer()
    await cluster.until(other.send({ topic: 't', value: 'theirs' }))
    kafka.seedProducer({ producerId: PRODUCER_ID, producerEpoch: 0 })
    const sender = cluster.producer()

    await cluster.until(sender.send({ topic: 't', value: 'ours' }))

    expect(storedValues(cluster)).toEqual(['theirs', 'ours'])
    expect(kafka.violations()).toEqual([])
  })

  it('fails what may be stored, and goes on under an id of its own (I3)', async () => {
    const cluster = startBehindEpoch(1)
    const lost = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).disconnect()
    const sender = cluster.producer()

    await expect(
      cluster.until(sender.send({ topic: 't', partition: 0, value: 'unsure' })),
    ).rejects.toMatchObject({
      code: 'BROKER_REJECTED',
      brokerError: 'INVALID_PRODUCER_EPOCH',
      persisted: 'possibly',
      attempts: 2,
    })
    await cluster.until(sender.send({ topic: 't', partition: 0, value: 'next' }))

    expect(lost.fired).toBe(1)
    expect(produceRequests(cluster)).toBe(3)
    expect(storedValues(cluster)).toEqual(['next'])
    expect(storedUnder(cluster, 0)).not.toContain(PRODUCER_ID)
  })
})
