import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('one of many partitions that fails', () => {
  it('S46, L1: is sent again alone, with the same bytes, to the same partition', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 4 })
    const sender = cluster.producer()
    const sendFour = (value: string) =>
      Promise.all(upTo(4).map((partition) => sender.send({ topic: 't', partition, value })))
    await cluster.until(sendFour('0'))
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', partition: 1, nth: 1 })
      .error('NOT_LEADER_OR_FOLLOWER')

    const stored = await cluster.until(
      Promise.all([
        sendFour('1'),
        ...upTo(20).map(() => sender.send({ topic: 't', value: 'any' })),
      ]),
    )

    const second = cluster.kafka.attempts().filter(({ header }) => header.baseSequence === 1)
    const ofOne = second.filter(({ partition }) => partition === 1)
    expect(rule.fired).toBe(1)
    expect(cluster.clock.now()).toBeLessThan(1_000)
    expect(ofOne.map(({ verdict }) => verdict)).toEqual(['NOT_LEADER_OR_FOLLOWER', 'appended'])
    expect(ofOne[0]?.header.crc).toBe(ofOne[1]?.header.crc)
    for (const partition of [0, 2, 3]) {
      expect(second.filter((one) => one.partition === partition)).toHaveLength(1)
    }
    expect(stored).toHaveLength(21)
    expect(storedValues(cluster).filter((value) => value === 'any')).toHaveLength(20)
    cluster.kafka.verify()
  })

  it.each(['NOT_LEADER_OR_FOLLOWER', 'UNKNOWN_TOPIC_OR_PARTITION'] as const)(
    'S25, L22: brings one metadata request for each step of the backoff, however many fail (%s)',
    async (error) => {
      const cluster = startVirtualCluster()
      cluster.kafka.createTopic('t', { partitions: 60 })
      const sender = cluster.producer({ batchSizeBytes: 80, retryBackoffMs: 100 })
      await cluster.until(sender.partitionsFor('t'))
      const rule = cluster.kafka.faults.on({ api: 'Produce' }).error(error)
      const asked = () => cluster.kafka.requests().filter(({ api }) => api === 'Metadata').length
      const before = asked()

      const sends = upTo(600).map((index) =>
        sender.send({ topic: 't', partition: index % 60, value: String(index) }),
      )
      await passTime(cluster, 4_000)
      const asks = asked() - before
      rule.remove()
      await cluster.until(Promise.all(sends))

      expect(rule.fired).toBeGreaterThan(5)
      // 100, 200, 400 and 800 ms, then every second, each with up to 20 % less.
      expect(asks).toBeGreaterThan(2)
      expect(asks).toBeLessThanOrEqual(9)
      expect(storedValues(cluster)).toHaveLength(600)
      cluster.kafka.verify()
    },
  )
})

describe('an error that leaves open whether a batch was stored', () => {
  it.each(['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'REQUEST_TIMED_OUT'] as const)(
    'S29, L3: ends as possibly stored, and what follows has a new epoch (%s)',
    async (error) => {
      const cluster = startVirtualCluster()
      cluster.kafka.createTopic('t')
      const sender = cluster.producer({ deliveryTimeoutMs: 2_000, requestTimeoutMs: 1_000 })
      await cluster.until(sender.send({ topic: 't', value: '0' }))
      const rule = cluster.kafka.faults.on({ api: 'Produce' }).applyThenError(error)
      const startedAt = cluster.clock.now()

      await expect(cluster.until(sender.send({ topic: 't', value: '1' }))).rejects.toMatchObject({
        code: 'DELIVERY_TIMEOUT',
        persisted: 'possibly',
        brokerError: error,
      })
      const took = cluster.clock.now() - startedAt
      rule.remove()
      await cluster.until(sender.send({ topic: 't', value: '2' }))

      expect(rule.fired).toBeGreaterThan(1)
      expect(took).toBe(2_000)
      expect(storedValues(cluster)).toEqual(['0', '1', '2'])
      expect(cluster.kafka.log('t', 0).map(({ header }) => header.producerEpoch)).toEqual([0, 0, 1])
      cluster.kafka.verify()
    },
  )

  it('S30: of a bad disk is mended on the next leader', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    cluster.kafka.createTopic('t', { partitions: 1 })
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const [{ leaderId } = { leaderId: -1 }] = await cluster.until(sender.partitionsFor('t'))
    // It does not even know any more who leads: only metadata does.
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', node: leaderId })
      .error('KAFKA_STORAGE_ERROR')
    const sent = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, 500)
    cluster.kafka.moveLeader('t', 0, (leaderId % 3) + 1)
    const movedAt = cluster.clock.now()

    expect(await cluster.until(sent)).toMatchObject({ offset: 1 })
    expect(cluster.clock.now() - movedAt).toBeLessThan(1_000)
    expect(rule.fired).toBeGreaterThan(1)
    expect(storedValues(cluster)).toEqual(['0', '1'])
    cluster.kafka.verify()
  })
})

describe('a leader that metadata about another topic does not name', () => {
  it('L22: is asked for, and what waits for it goes as soon as it is back', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    cluster.kafka.createTopic('t', { partitions: 1 })
    cluster.kafka.createTopic('other')
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const [{ leaderId } = { leaderId: -1 }] = await cluster.until(sender.partitionsFor('t'))
    cluster.kafka.hideFromMetadata(leaderId)
    await cluster.until(sender.partitionsFor('other'))
    cluster.kafka.showInMetadata(leaderId)

    const startedAt = cluster.clock.now()
    await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(cluster.clock.now() - startedAt).toBeLessThan(2_000)
    expect(storedValues(cluster)).toEqual(['0', '1'])
    cluster.kafka.verify()
  })
})
