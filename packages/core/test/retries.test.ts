import { describe, expect, it } from 'vitest'
import type { RecordMetadata } from '../src/record/record-metadata.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const values = (cluster: VirtualCluster, topic: string): number[] =>
  cluster.kafka.records(topic).map((record) => Number(record.value?.toString()))
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** Sends numbers to one partition in batches of one record, five of them in flight. */
function sendNumbers(
  cluster: VirtualCluster,
  count: number,
  options = {},
): Promise<PromiseSettledResult<RecordMetadata>[]> {
  const sender = cluster.producer({ batchSizeBytes: 64, ...options })
  return cluster.until(
    sender
      .partitionsFor('t')
      .then(() =>
        Promise.allSettled(
          upTo(count).map((index) => sender.send({ topic: 't', value: String(index) })),
        ),
      ),
  )
}

describe('a producer that meets failures', () => {
  it('S28: sends a batch again after a retriable error, and only that one', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', nth: 3, times: 2 })
      .error('NOT_ENOUGH_REPLICAS')

    const outcomes = await sendNumbers(cluster, 20)

    expect(rule.fired).toBe(2)
    expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(values(cluster, 't')).toEqual(upTo(20))
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('lets nothing newer go with a batch that goes again, lest it leave the five that a broker remembers', async () => {
    const cluster = startVirtualCluster()
    const { kafka } = cluster
    kafka.createTopic('t')
    // The second batch is stored but refused, the four behind it are acknowledged; its second attempt is refused too,
    // the sixth request that the first rule leaves alone.
    const stored = kafka.faults.on({ api: 'Produce', nth: 2 }).applyThenError('REQUEST_TIMED_OUT')
    const again = kafka.faults.on({ api: 'Produce', nth: 6 }).error('NOT_ENOUGH_REPLICAS')

    const outcomes = await sendNumbers(cluster, 30)

    const sequences = kafka.attempts().map(({ header }) => header.baseSequence)
    expect([stored.fired, again.fired]).toEqual([1, 1])
    expect(sequences.slice(1, 9)).toEqual([1, 2, 3, 4, 5, 1, 1, 6])
    expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(values(cluster, 't')).toEqual(upTo(30))
    expect(kafka.violations()).toEqual([])
  })

  it('S47: keeps order when the first of five in flight fails, without a new epoch', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 2 }).error('NOT_LEADER_OR_FOLLOWER')

    const outcomes = await sendNumbers(cluster, 30)

    const epochs = cluster.kafka.log('t', 0).map((batch) => batch.header.producerEpoch)
    const verdicts = cluster.kafka.attempts().map(({ verdict }) => verdict)
    expect(rule.fired).toBe(1)
    expect(verdicts.filter((verdict) => verdict === 'OUT_OF_ORDER_SEQUENCE_NUMBER')).toHaveLength(4)
    expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(values(cluster, 't')).toEqual(upTo(30))
    expect(cluster.clock.now()).toBeLessThan(1_000)
    expect(new Set(epochs)).toEqual(new Set([0]))
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('S6, S49: stores once, at its own offset, what was applied before its acknowledgement was lost', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 2 }).applyThenDisconnect()

    const outcomes = await sendNumbers(cluster, 10)

    expect(rule.fired).toBe(1)
    expect(cluster.clock.now()).toBeLessThan(1_000)
    expect(values(cluster, 't')).toEqual(upTo(10))
    expect(outcomes[1]).toMatchObject({ value: { offset: 1 } })
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('goes on after a reset before anything was applied (S5)', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 2 }).disconnect()

    await sendNumbers(cluster, 10)

    expect(rule.fired).toBe(1)
    expect(cluster.clock.now()).toBeLessThan(1_000)
    expect(values(cluster, 't')).toEqual(upTo(10))
  })

  it('closes the socket of a request that is not answered and sends it again', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 2 }).applyThenDrop()

    await sendNumbers(cluster, 10, { requestTimeoutMs: 1_000 })

    const connections = new Set(
      cluster.kafka
        .requests()
        .filter(({ api }) => api === 'Produce')
        .map(({ connection }) => connection),
    )
    expect(rule.fired).toBe(1)
    expect(connections.size).toBe(2)
    expect(values(cluster, 't')).toEqual(upTo(10))
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('follows a partition to its new leader', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    cluster.kafka.createTopic('t', { partitions: 1 })
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const [{ leaderId } = { leaderId: -1 }] = await cluster.until(sender.partitionsFor('t'))
    cluster.kafka.moveLeader('t', 0, (leaderId % 3) + 1)

    const metadata = await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(metadata.offset).toBe(1)
    expect(values(cluster, 't')).toEqual([0, 1])
  })

  it('survives the death of the leader', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    cluster.kafka.createTopic('t', { partitions: 3 })
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0', partition: 0 }))
    const [{ leaderId } = { leaderId: -1 }] = await cluster.until(sender.partitionsFor('t'))
    await cluster.kafka.kill(leaderId)

    const startedAt = cluster.clock.now()
    await cluster.until(sender.send({ topic: 't', value: '1', partition: 0 }))

    expect(cluster.clock.now() - startedAt).toBeLessThan(2_000)
    expect(values(cluster, 't')).toEqual([0, 1])
  })

  it('S49: treats a duplicate that the broker no longer knows as stored', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const lost = cluster.kafka.faults.on({ api: 'Produce', nth: 2 }).applyThenDisconnect()
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', nth: 2 })
      .error('DUPLICATE_SEQUENCE_NUMBER')

    const outcomes = await sendNumbers(cluster, 3)

    expect([lost.fired, rule.fired]).toEqual([1, 1])
    expect(outcomes).toMatchObject([
      { value: { offset: 0 } },
      { value: { offset: -1 } },
      { value: { offset: 2 } },
    ])
    expect(values(cluster, 't')).toEqual(upTo(3))
  })

  it('S49, L2: does not believe a duplicate of what was never sent before', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', nth: 2 })
      .error('DUPLICATE_SEQUENCE_NUMBER')

    const outcomes = await sendNumbers(cluster, 8)

    const epochs = cluster.kafka.log('t', 0).map((batch) => batch.header.producerEpoch)
    expect(rule.fired).toBe(1)
    expect(outcomes[1]).toMatchObject({
      reason: {
        code: 'BROKER_REJECTED',
        brokerError: 'DUPLICATE_SEQUENCE_NUMBER',
        persisted: 'possibly',
      },
    })
    expect(values(cluster, 't')).toEqual(upTo(8).filter((value) => value !== 1))
    expect([...new Set(epochs)]).toEqual([0, 1])
  })

  it('bumps the epoch after a refused batch, so that those behind it arrive in order', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 2 }).error('INVALID_RECORD')

    const outcomes = await sendNumbers(cluster, 12)

    const epochs = cluster.kafka.log('t', 0).map((batch) => batch.header.producerEpoch)
    expect(rule.fired).toBe(1)
    expect(outcomes[1]).toMatchObject({
      reason: {
        code: 'BROKER_REJECTED',
        brokerError: 'INVALID_RECORD',
        persisted: 'no',
        attempts: 1,
      },
    })
    expect(values(cluster, 't')).toEqual(upTo(12).filter((value) => value !== 1))
    expect([...new Set(epochs)]).toEqual([0, 1])
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('rejects in time with persisted no what was never sent', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ deliveryTimeoutMs: 3_000, requestTimeoutMs: 1_000 })
    await cluster.until(sender.partitionsFor('t'))
    await cluster.kafka.kill(1)
    const startedAt = cluster.clock.now()

    await expect(cluster.until(sender.send({ topic: 't', value: 'x' }))).rejects.toMatchObject({
      code: 'DELIVERY_TIMEOUT',
      persisted: 'no',
      topic: 't',
      partition: 0,
    })
    expect(cluster.clock.now() - startedAt).toBeLessThan(3_250)
  })

  it('S24, L28: rejects in time with persisted possibly what was sent and never answered, and works again', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ deliveryTimeoutMs: 3_000, requestTimeoutMs: 2_000 })
    await cluster.until(sender.partitionsFor('t'))
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).dropRequest()
    const startedAt = cluster.clock.now()

    const failed = cluster.until(sender.send({ topic: 't', value: '0' }))
    await expect(failed).rejects.toMatchObject({
      code: 'DELIVERY_TIMEOUT',
      persisted: 'possibly',
      attempts: 2,
    })
    const waited = cluster.clock.now() - startedAt
    rule.remove()
    await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(rule.fired).toBe(2)
    expect(waited).toBeGreaterThanOrEqual(3_000)
    expect(waited).toBeLessThan(3_250)
    expect(values(cluster, 't')).toEqual([1])
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('is quiet for as long as the broker asks (KIP-219)', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    await cluster.until(sender.partitionsFor('t'))
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).throttle(800)
    await cluster.until(sender.send({ topic: 't', value: '0' }))

    const startedAt = cluster.clock.now()
    await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(rule.fired).toBe(1)
    expect(cluster.clock.now() - startedAt).toBeGreaterThan(790)
    expect(cluster.clock.now() - startedAt).toBeLessThan(850)
  })

  it('S34: is quiet for at most a minute, however long a broker asks for', async () => {
    const { cluster, sender } = await throttledFor(0x7fff_ffff)

    const startedAt = cluster.clock.now()
    await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(cluster.clock.now() - startedAt).toBeGreaterThan(59_000)
    expect(cluster.clock.now() - startedAt).toBeLessThan(60_050)
  })

  it('S34: forgets what a broker asked for when the connection has ended', async () => {
    const { cluster, sender } = await throttledFor(600_000)

    await cluster.kafka.kill(1)
    await cluster.kafka.restart(1)
    const startedAt = cluster.clock.now()
    await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(cluster.clock.now() - startedAt).toBeLessThan(2_000)
  })

  it('retries a garbled answer on a new connection', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', nth: 1 })
      .corrupt((response) => response.fill(0xff, 9))

    await sendNumbers(cluster, 5)

    expect(rule.fired).toBe(1)
    expect(values(cluster, 't')).toEqual(upTo(5))
    expect(cluster.kafka.violations()).toEqual([])
  })
})

/** A producer whose only broker has asked it for silence. */
async function throttledFor(ms: number) {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t')
  const sender = cluster.producer()
  await cluster.until(sender.partitionsFor('t'))
  const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).throttle(ms)
  await cluster.until(sender.send({ topic: 't', value: '0' }))
  expect(rule.fired).toBe(1)
  return { cluster, sender }
}
