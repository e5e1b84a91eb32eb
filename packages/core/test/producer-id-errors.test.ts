import type { BrokerErrorName } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import type { ProducerErrorCode } from '../src/errors/producer-error.ts'
import { MAX_SETTLED_IN_TURN } from '../src/sender/max-settled-in-turn.ts'
import { countingClock } from './counting-clock.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const MENDED: readonly BrokerErrorName[] = [
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'CONCURRENT_TRANSACTIONS',
  'THROTTLING_QUOTA_EXCEEDED',
]

const FINAL: readonly [name: BrokerErrorName, code: ProducerErrorCode][] = [
  ['UNKNOWN_SERVER_ERROR', 'BROKER_REJECTED'],
  ['CLUSTER_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
  ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
  ['UNSUPPORTED_VERSION', 'UNSUPPORTED_VERSION'],
  ['INVALID_REQUEST', 'BROKER_REJECTED'],
  ['INVALID_PRODUCER_EPOCH', 'BROKER_REJECTED'],
]

describe('an error in the answer to InitProducerId', () => {
  it.each(MENDED)('%s is mended by asking again', async (name) => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const rule = kafka.faults.on({ api: 'InitProducerId', times: 3 }).error(name)

    expect(await until(producer().send({ topic: 't', value: 'x' }))).toMatchObject({ offset: 0 })
    expect(rule.fired).toBe(3)
  })

  it.each(FINAL)('%s fails what waits, and the next send asks again', async (name, code) => {
    const cluster = startVirtualCluster()
    const { kafka, until } = cluster
    kafka.createTopic('t')
    const rule = kafka.faults.on({ api: 'InitProducerId', nth: 1 }).error(name)
    const sender = cluster.producer()

    await expect(until(sender.send({ topic: 't', value: '1' }))).rejects.toMatchObject({
      code,
      brokerError: name,
      persisted: 'no',
      retriable: false,
      attempts: 0,
      topic: 't',
    })
    await until(sender.send({ topic: 't', value: '2' }))

    expect(rule.fired).toBe(1)
    expect(storedValues(cluster)).toEqual(['2'])
  })

  it('is the cause of a time-out that it brought about', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const rule = kafka.faults.on({ api: 'InitProducerId' }).error('COORDINATOR_LOAD_IN_PROGRESS')
    const sender = producer({ deliveryTimeoutMs: 2_000, requestTimeoutMs: 1_000 })

    await expect(until(sender.send({ topic: 't', value: 'x' }))).rejects.toMatchObject({
      code: 'DELIVERY_TIMEOUT',
      persisted: 'no',
      attempts: 0,
      brokerError: 'COORDINATOR_LOAD_IN_PROGRESS',
      cause: { code: 'BROKER_REJECTED', brokerError: 'COORDINATOR_LOAD_IN_PROGRESS' },
    })
    expect(rule.fired).toBeGreaterThan(1)
  })

  it('is no longer the cause of anything once an id is there', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const rule = kafka.faults
      .on({ api: 'InitProducerId', nth: 1 })
      .error('COORDINATOR_LOAD_IN_PROGRESS')
    const sender = producer({ deliveryTimeoutMs: 2_000, requestTimeoutMs: 1_000 })
    await until(sender.send({ topic: 't', value: 'x' }))
    kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')

    await expect(until(sender.send({ topic: 't', value: 'y' }))).rejects.toMatchObject({
      code: 'DELIVERY_TIMEOUT',
      brokerError: 'NOT_ENOUGH_REPLICAS',
    })
    expect(rule.fired).toBe(1)
  })
})

describe('an id that is lost and not given again', () => {
  /** A producer with an id, whose one batch is on the wire to broker 2, while broker 1 proves that the id is another one's. */
  async function loseIdWithBatchOnWire() {
    const cluster = startVirtualCluster({ brokers: 2 })
    const { kafka, until } = cluster
    kafka.createTopic('t', { partitions: 2 })
    const sender = cluster.producer()
    const sendTo = (partition: number) => sender.send({ topic: 't', partition, value: 'x' })
    await until(Promise.all([sendTo(0), sendTo(1)]))
    const onWire = kafka.faults.on({ api: 'Produce', topic: 't', partition: 1 }).hold()
    const refusal = kafka.faults.on({ api: 'InitProducerId' }).error('CLUSTER_AUTHORIZATION_FAILED')
    kafka.faults
      .on({ api: 'Produce', topic: 't', partition: 0, times: 1 })
      .error('INVALID_PRODUCER_EPOCH')
    const held = sendTo(1)
    const refused = sendTo(0)
    return { ...cluster, sender, held, refused, onWire, refusal }
  }

  it('is not asked for without a pause while a batch is on the wire', async () => {
    const { clock, until, held, refused, onWire, refusal } = await loseIdWithBatchOnWire()
    await expect(until(refused)).rejects.toMatchObject({ code: 'AUTHORIZATION_FAILED' })
    const asked = refusal.fired

    await until(new Promise<void>((resolve) => clock.setTimer(5_000, resolve)))

    expect(asked).toBeGreaterThan(0)
    expect(refusal.fired).toBe(asked)
    onWire.remove()
    expect(await until(held)).toMatchObject({ partition: 1, offset: 1 })
  })

  it('is asked for again by the next send, once', async () => {
    const { until, sender, held, refused, onWire, refusal } = await loseIdWithBatchOnWire()
    await expect(until(refused)).rejects.toThrow()
    const asked = refusal.fired

    const again = sender.send({ topic: 't', partition: 0, value: 'y' })
    await expect(until(again)).rejects.toMatchObject({ code: 'AUTHORIZATION_FAILED' })

    expect(refusal.fired).toBe(asked + 1)
    onWire.remove()
    await until(held)
  })
})

describe('a turn', () => {
  /** Counts the records that fail in each turn of the clock. */
  function countedTurns() {
    const cluster = startVirtualCluster()
    const { clock, turn } = countingClock(cluster.clock)
    const byTurn = new Map<number, number>()
    const note = () => byTurn.set(turn(), (byTurn.get(turn()) ?? 0) + 1)
    return { cluster, clock, counts: () => [...byTurn.values()], note }
  }
  const RECORDS = 20_000
  // A batch settles as a whole: so many records of one byte are in one of 64 KiB.
  const MOST = MAX_SETTLED_IN_TURN + 8_192

  it('fails no more records than others can wait for when no producer id is given', async () => {
    const { cluster, clock, counts, note } = countedTurns()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ clock })
    await cluster.until(sender.partitionsFor('t'))
    const rule = cluster.kafka.faults
      .on({ api: 'InitProducerId', nth: 1 })
      .error('CLUSTER_AUTHORIZATION_FAILED')

    for (let index = 0; index < RECORDS; index++) {
      expect(sender.trySend({ topic: 't', value: '1' }, note)).toBe(true)
    }
    await cluster.until(sender.flush())

    expect(rule.fired).toBe(1)
    expect(counts().reduce((sum, count) => sum + count, 0)).toBe(RECORDS)
    expect(Math.max(...counts())).toBeLessThanOrEqual(MOST)
  })

  it('fails no more records than others can wait for when requests are lost and nothing is tried again', async () => {
    const { cluster, clock, counts, note } = countedTurns()
    cluster.kafka.createTopic('t', { partitions: 40 })
    const retryPolicy = { delayMs: () => null }
    const sender = cluster.producer({ clock, retryPolicy })
    await cluster.until(sender.partitionsFor('t'))
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).disconnect()

    for (let index = 0; index < RECORDS; index++) {
      sender.trySend({ topic: 't', value: '1', partition: index % 40 }, note)
    }
    await cluster.until(sender.flush())

    expect(rule.fired).toBe(1)
    expect(counts().reduce((sum, count) => sum + count, 0)).toBe(RECORDS)
    expect(Math.max(...counts())).toBeLessThanOrEqual(MOST)
  })
})
