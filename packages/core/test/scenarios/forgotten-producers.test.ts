import { describe, expect, it } from 'vitest'
import { passTime } from '../pass-time.ts'
import { storedValues } from '../stored-values.ts'
import { startVirtualCluster, type VirtualCluster } from '../virtual-cluster.ts'

/** A producer that has stored '0' and '1' under epoch 0, and the time from which recovery counts. */
async function aProducerWithState() {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t')
  const sender = cluster.producer()
  for (const value of ['0', '1']) await cluster.until(sender.send({ topic: 't', value }))
  return { cluster, sender, producerId: producerIdOf(cluster) }
}

function producerIdOf({ kafka }: VirtualCluster): bigint {
  return kafka.log('t', 0)[0]?.header.producerId ?? -1n
}

function epochsOf({ kafka }: VirtualCluster): number[] {
  return kafka.log('t', 0).map(({ header }) => header.producerEpoch)
}

describe('a producer that its broker has forgotten', () => {
  it('S39: goes on with its sequence, as brokers take any from one that they do not know', async () => {
    const { cluster, sender, producerId } = await aProducerWithState()
    cluster.kafka.expireProducer(producerId)
    const startedAt = cluster.clock.now()

    const stored = await cluster.until(sender.send({ topic: 't', value: '2' }))

    expect(stored.offset).toBe(2)
    expect(cluster.clock.now() - startedAt).toBeLessThan(1_000)
    expect(cluster.kafka.log('t', 0).at(-1)?.header).toMatchObject({ producerId, baseSequence: 2 })
    cluster.kafka.verify()
  })

  it('S39: keeps the order after a silence, when the first batch is refused and others are right behind it', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ batchSizeBytes: 64 })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    await passTime(cluster, 60_000)
    cluster.kafka.expireProducer(producerIdOf(cluster))
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('NOT_ENOUGH_REPLICAS')
    const values = ['1', '2', '3', '4'].map((value) => value.padEnd(60, '-'))

    await cluster.until(Promise.all(values.map((value) => sender.send({ topic: 't', value }))))

    expect(rule.fired).toBe(1)
    expect(storedValues(cluster)).toEqual(['0', ...values])
    cluster.kafka.verify()
  })

  it('S39: starts anew once a retry meets a broker that has forgotten it and expects sequence 0', async () => {
    const { cluster, sender } = await aProducerWithState()
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', nth: 1 })
      .error('OUT_OF_ORDER_SEQUENCE_NUMBER')
    const startedAt = cluster.clock.now()

    const stored = await cluster.until(
      Promise.all(['2', '3'].map((value) => sender.send({ topic: 't', value }))),
    )

    expect(rule.fired).toBe(1)
    expect(stored.map(({ offset }) => offset)).toEqual([2, 3])
    expect(cluster.clock.now() - startedAt).toBeLessThan(1_000)
    expect(storedValues(cluster)).toEqual(['0', '1', '2', '3'])
    expect(new Set(epochsOf(cluster))).toEqual(new Set([0, 1]))
    cluster.kafka.verify()
  })

  it('S38: stores what comes after retention has removed all that it had written, with one new epoch', async () => {
    const { cluster, sender, producerId } = await aProducerWithState()
    cluster.kafka.deleteRecords('t', 0, 2)
    cluster.kafka.expireProducer(producerId)
    // Brokers before 2.5 say so instead of taking the batch; the log begins behind what was acknowledged last.
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', nth: 1 })
      .error('UNKNOWN_PRODUCER_ID', { logStartOffset: 2 })
    const startedAt = cluster.clock.now()

    const stored = await cluster.until(
      Promise.all(['2', '3', '4'].map((value) => sender.send({ topic: 't', value }))),
    )

    expect(rule.fired).toBe(1)
    expect(stored.map(({ offset }) => offset)).toEqual([2, 3, 4])
    expect(cluster.clock.now() - startedAt).toBeLessThan(1_000)
    expect(storedValues(cluster)).toEqual(['2', '3', '4'])
    expect(epochsOf(cluster).every((epoch) => epoch === 1)).toBe(true)
    const asked = cluster.kafka.requests().filter(({ api }) => api === 'InitProducerId')
    expect(asked.length).toBeLessThanOrEqual(2)
    cluster.kafka.verify()
  })

  it('S38: L3: fails as possibly stored what may be, when the broker cannot tell any more', async () => {
    const { cluster, sender, producerId } = await aProducerWithState()
    const applied = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).applyThenDisconnect()
    const doubtful = sender.send({ topic: 't', value: '2' })
    await cluster.kafka.waitFor(() => applied.fired === 1 || (cluster.clock.advance(1), false))
    cluster.kafka.expireProducer(producerId)
    const forgotten = cluster.kafka.faults
      .on({ api: 'Produce', nth: 1 })
      .error('UNKNOWN_PRODUCER_ID', { logStartOffset: 3 })

    const [outcome] = await cluster.until(Promise.allSettled([doubtful]))
    await cluster.until(sender.send({ topic: 't', value: '3' }))

    expect(forgotten.fired).toBe(1)
    expect(outcome).toMatchObject({ reason: { persisted: 'possibly' } })
    expect(storedValues(cluster)).toEqual(['0', '1', '2', '3'])
    cluster.kafka.verify()
  })
})
