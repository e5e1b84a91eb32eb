import type { FaultPoint, FaultRule } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

describe('a batch whose deadline passes on the wire (I5)', () => {
  // A refusal first, so that the second attempt can still be out when the deadline passes.
  async function expireOnTheWire(
    cluster: VirtualCluster,
    second: (point: FaultPoint) => FaultRule,
  ) {
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({
      deliveryTimeoutMs: 2_000,
      requestTimeoutMs: 1_950,
      batchSizeBytes: 64,
    })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const refused = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('NOT_ENOUGH_REPLICAS')
    const late = second(cluster.kafka.faults.on({ api: 'Produce', nth: 1 }))
    const sentAt = cluster.clock.now()
    const expired = cluster.until(sender.send({ topic: 't', value: '1' }))
    const newer = passTime(cluster, 500).then(() => sender.send({ topic: 't', value: '2' }))
    await expect(expired).rejects.toMatchObject({ code: 'DELIVERY_TIMEOUT', persisted: 'possibly' })
    const produced = () => cluster.kafka.requests().filter(({ api }) => api === 'Produce').length
    const producedInTime = produced()
    expect(cluster.clock.now() - sentAt).toBeLessThanOrEqual(2_001)
    await passTime(cluster, 20)
    expect(produced()).toBe(producedInTime) // Nothing newer leaves while it is out.
    await cluster.until(newer)
    expect([refused.fired, late.fired]).toEqual([1, 1])
    expect(cluster.kafka.violations()).toEqual([])
    return cluster.kafka.log('t', 0).map(({ header }) => header.producerEpoch)
  }

  it('S29: proves its sequence when it is answered after all', async () => {
    const cluster = startVirtualCluster()

    const epochs = await expireOnTheWire(cluster, (point) => point.delay(1_930))

    expect(storedValues(cluster)).toEqual(['0', '1', '2'])
    expect(epochs).toEqual([0, 0, 0])
  })

  it('S29: makes room for a new epoch when it is never answered', async () => {
    const cluster = startVirtualCluster()

    const epochs = await expireOnTheWire(cluster, (point) => point.dropRequest())

    expect(storedValues(cluster)).toEqual(['0', '2'])
    expect(epochs).toEqual([0, 1])
  })

  it('S29: makes room for a new epoch when it is never answered, although it was stored', async () => {
    const cluster = startVirtualCluster()

    const epochs = await expireOnTheWire(cluster, (point) => point.applyThenDrop())

    expect(storedValues(cluster)).toEqual(['0', '1', '2'])
    expect(epochs).toEqual([0, 0, 1])
  })
})

describe('the memory of a batch whose deadline passes on the wire', () => {
  it('L4: stays counted until no socket can hold its bytes (I8)', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({
      deliveryTimeoutMs: 2_000,
      requestTimeoutMs: 1_950,
      bufferMemoryBytes: 65_536,
    })
    const large = { topic: 't', value: Buffer.alloc(60_000) }
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const refused = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('NOT_ENOUGH_REPLICAS')
    const silent = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).dropRequest()

    await expect(cluster.until(sender.send(large))).rejects.toMatchObject({
      code: 'DELIVERY_TIMEOUT',
      persisted: 'possibly',
    })
    const whileOnTheWire = sender.trySend(large)
    await passTime(cluster, 200)
    const afterwards = sender.trySend(large)
    await cluster.until(sender.flush())

    expect([refused.fired, silent.fired]).toEqual([1, 1])
    expect([whileOnTheWire, afterwards]).toEqual([false, true])
    expect(cluster.kafka.records('t').map(({ value }) => value?.length)).toEqual([1, 60_000])
  })
})

describe('a true gap on the first batch', () => {
  it('S48: brings a new epoch for that partition only', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 2 })
    const sender = cluster.producer()
    const send = (partition: number, value: string) =>
      cluster.until(sender.send({ topic: 't', partition, value }))
    await send(0, 'a')
    await send(1, 'b')
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', partition: 0, nth: 1 })
      .error('OUT_OF_ORDER_SEQUENCE_NUMBER')

    const startedAt = cluster.clock.now()
    await send(0, 'c')
    const took = cluster.clock.now() - startedAt
    await send(1, 'd')

    const epochs = [0, 1].map((partition) =>
      cluster.kafka.log('t', partition).map(({ header }) => header.producerEpoch),
    )
    expect(rule.fired).toBe(1)
    expect(took).toBeLessThan(1_000)
    expect(epochs).toEqual([
      [0, 1],
      [0, 0],
    ])
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('S48, L5: fails a batch that may be stored rather than store it twice', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const lost = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).applyThenDisconnect()
    const gap = cluster.kafka.faults
      .on({ api: 'Produce', nth: 1 })
      .error('OUT_OF_ORDER_SEQUENCE_NUMBER')

    await expect(cluster.until(sender.send({ topic: 't', value: '1' }))).rejects.toMatchObject({
      code: 'BROKER_REJECTED',
      brokerError: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
      persisted: 'possibly',
      attempts: 2,
    })
    await cluster.until(sender.send({ topic: 't', value: '2' }))

    expect([lost.fired, gap.fired]).toEqual([1, 1])
    expect(storedValues(cluster)).toEqual(['0', '1', '2'])
  })
})
