import { describe, expect, it, vi } from 'vitest'
import { PartitionSequences } from '../src/idempotence/partition-sequences.ts'
import type { ProducerIdentity } from '../src/idempotence/producer-identities.ts'
import { passTime } from './pass-time.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const stampsOf = ({ kafka }: VirtualCluster, partition = 0, topic = 't') =>
  kafka
    .log(topic, partition)
    .map(({ header }) => [header.producerEpoch, header.baseSequence] as const)

/** A producer has sent to ten partitions, and the broker of one is to miss something before what comes next. */
async function missingInOneOfTen(cluster: VirtualCluster) {
  cluster.kafka.createTopic('t', { partitions: 10 })
  const sender = cluster.producer()
  const sendAll = (value: string) =>
    cluster.until(
      Promise.all(upTo(10).map((partition) => sender.send({ topic: 't', partition, value }))),
    )
  await sendAll('0')
  const gap = cluster.kafka.faults
    .on({ api: 'Produce', nth: 1 })
    .error('OUT_OF_ORDER_SEQUENCE_NUMBER')
  return { gap, sendAll }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('sequences', () => {
  it('L2: are given out once each, however many send at once', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ batchSizeBytes: 64 })

    const stored = await cluster.until(
      Promise.all(upTo(20).map((index) => sender.send({ topic: 't', value: String(index) }))),
    )

    expect(stored.map(({ offset }) => offset)).toEqual(upTo(20))
    expect(stampsOf(cluster)).toEqual(upTo(20).map((index) => [0, index]))
    cluster.kafka.verify()
  })

  it('L10: are not used up by records that never left', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ deliveryTimeoutMs: 1_000, requestTimeoutMs: 1_000 })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    await cluster.kafka.kill(1)
    await passTime(cluster, 10)

    await expect(cluster.until(sender.send({ topic: 't', value: '1' }))).rejects.toMatchObject({
      code: 'DELIVERY_TIMEOUT',
      persisted: 'no',
      attempts: 0,
    })
    await cluster.kafka.restart(1)
    await cluster.until(sender.send({ topic: 't', value: '2' }))

    expect(stampsOf(cluster)).toEqual([
      [0, 0],
      [0, 1],
    ])
    expect(storedValues(cluster)).toEqual(['0', '2'])
    cluster.kafka.verify()
  })

  it('L6: outlive a topic that is missing from metadata for a while', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const missing = cluster.kafka.faults
      .on({ api: 'Metadata', topic: 't', times: 3 })
      .error('UNKNOWN_TOPIC_OR_PARTITION')
    const moved = cluster.kafka.faults
      .on({ api: 'Produce', nth: 1, times: 3 })
      .error('NOT_LEADER_OR_FOLLOWER')

    await cluster.until(sender.send({ topic: 't', value: '1' }))
    await cluster.until(sender.send({ topic: 't', value: '2' }))

    expect([missing.fired, moved.fired]).toEqual([3, 3])
    expect(stampsOf(cluster)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ])
    cluster.kafka.verify()
  })

  it('L7: go on where they were when doubtful attempts prove to be stored', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1, times: 3 }).applyThenDisconnect()

    const doubtful = await cluster.until(sender.send({ topic: 't', value: '1' }))
    const next = await cluster.until(sender.send({ topic: 't', value: '2' }))

    expect(rule.fired).toBe(3)
    expect([doubtful.offset, next.offset]).toEqual([1, 2])
    expect(stampsOf(cluster)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ])
    cluster.kafka.verify()
  })

  it.each(['none', 'gzip'] as const)(
    'L8, L9: stay bound to their bytes in every attempt (compression %s)',
    async (compression) => {
      const cluster = startVirtualCluster()
      cluster.kafka.createTopic('t')
      const sender = cluster.producer({ compression })
      await cluster.until(sender.partitionsFor('t'))
      const rule = cluster.kafka.faults
        .on({ api: 'Produce', nth: 1, times: 2 })
        .applyThenDisconnect()
      const values = upTo(50).map((index) => `value ${index}`)

      await cluster.until(Promise.all(values.map((value) => sender.send({ topic: 't', value }))))

      const attempts = cluster.kafka.attempts()
      const crc = cluster.kafka.log('t', 0)[0]?.header.crc
      expect(rule.fired).toBe(2)
      expect(attempts.map(({ verdict }) => verdict)).toEqual(['appended', 'duplicate', 'duplicate'])
      expect(attempts.map(({ header }) => header.crc)).toEqual([crc, crc, crc])
      expect(storedValues(cluster)).toEqual(values)
      cluster.kafka.verify()
    },
  )

  it('S51: wrap from 2^31 − 1 to 0, also within a batch', async () => {
    const begin = PartitionSequences.prototype.begin
    // As after two thousand million records: a broker takes any sequence from a producer that it does not know.
    const spy = vi.spyOn(PartitionSequences.prototype, 'begin').mockImplementation(function (
      this: PartitionSequences,
      identity: ProducerIdentity,
    ) {
      begin.call(this, identity)
      this.assign(2 ** 31 - 25)
    })
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const refused = cluster.kafka.faults
      .on({ api: 'Produce', nth: 3 })
      .error('NOT_LEADER_OR_FOLLOWER')
    const sender = cluster.producer({ batchSizeBytes: 128 })
    await cluster.until(sender.partitionsFor('t'))
    const values = upTo(100).map(String)

    const stored = await cluster.until(
      Promise.all(values.map((value) => sender.send({ topic: 't', value }))),
    )
    spy.mockRestore()

    const straddles = ({
      baseSequence,
      lastOffsetDelta,
    }: {
      baseSequence: number
      lastOffsetDelta: number
    }) => baseSequence + lastOffsetDelta >= 2 ** 31
    const headers = cluster.kafka.log('t', 0).map(({ header }) => header)
    expect(refused.fired).toBe(1)
    expect(headers[0]?.baseSequence).toBe(2 ** 31 - 25)
    expect(headers.filter(straddles)).toHaveLength(1)
    expect(new Set(headers.map(({ producerEpoch }) => producerEpoch))).toEqual(new Set([0]))
    expect(stored.map(({ offset }) => offset)).toEqual(upTo(100))
    expect(storedValues(cluster)).toEqual(values)
    expect(cluster.kafka.violations()).toEqual([])
  })
})

describe('a new epoch', () => {
  it('S48, L5: leaves doubtful batches of other partitions as they are', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    cluster.kafka.createTopic('t', { partitions: 2 })
    const warnings: string[] = []
    const logger = {
      error: () => {},
      warn: (message: string) => warnings.push(message),
      info: () => {},
      debug: () => {},
    }
    const sender = cluster.producer({ logger })
    const send = (partition: number, value: string) => sender.send({ topic: 't', partition, value })
    await cluster.until(Promise.all([send(0, 'a'), send(1, 'b')]))
    const lost = cluster.kafka.faults
      .on({ api: 'Produce', partition: 1, nth: 1 })
      .applyThenDisconnect()
    const gap = cluster.kafka.faults
      .on({ api: 'Produce', partition: 0, nth: 1 })
      .error('OUT_OF_ORDER_SEQUENCE_NUMBER')

    const doubtful = send(1, 'd')
    const [c, d] = await cluster.until(Promise.all([send(0, 'c'), doubtful]))
    await cluster.until(send(1, 'e'))

    expect([lost.fired, gap.fired]).toEqual([1, 1])
    expect([c.offset, d.offset]).toEqual([1, 1])
    expect(warnings.filter((message) => message.includes('has lost a sequence'))).toHaveLength(1)
    expect(stampsOf(cluster, 0)).toEqual([
      [0, 0],
      [1, 0],
    ])
    expect(stampsOf(cluster, 1)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ])
    expect(storedValues(cluster)).toEqual(['a', 'c', 'b', 'd', 'e'])
    cluster.kafka.verify()
  })

  it('L12: is one for all partitions that lost a sequence under the same', async () => {
    const cluster = startVirtualCluster()
    const { gap, sendAll } = await missingInOneOfTen(cluster)
    await sendAll('1')
    await sendAll('2')

    expect(gap.fired).toBe(1)
    for (const partition of upTo(10)) {
      expect(stampsOf(cluster, partition)).toEqual([
        [0, 0],
        [1, 0],
        [1, 1],
      ])
    }
    cluster.kafka.verify()
  })

  it('S50, L12: is a new producer id after the last one, asked for once', async () => {
    const cluster = startVirtualCluster()
    const last = cluster.kafka.faults.on({ api: 'InitProducerId', nth: 1 }).corrupt((response) => {
      response.writeInt16BE(32_767, response.length - 3) // The epoch is all but the last field.
      return response
    })
    const { gap, sendAll } = await missingInOneOfTen(cluster)
    await sendAll('1')

    expect(cluster.clock.now()).toBeLessThan(1_000)
    expect([last.fired, gap.fired]).toEqual([1, 1])
    for (const partition of upTo(10)) {
      expect(stampsOf(cluster, partition)).toEqual([
        [32_767, 0],
        [0, 0],
      ])
      const [before, after] = cluster.kafka.log('t', partition)
      expect(after?.header.producerId).not.toBe(before?.header.producerId)
    }
    expect(cluster.kafka.requests().filter(({ api }) => api === 'InitProducerId')).toHaveLength(2)
    cluster.kafka.verify()
  })

  it('is a new producer id where InitProducerId is too old for bumps', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const INIT_PRODUCER_ID = 22
    const old = cluster.kafka.faults.on({ api: 'ApiVersions' }).corrupt((frame) => {
      // Each entry of version 3 is key, lowest and highest version, and tagged fields.
      for (let at = 11; at + 7 <= frame.length; at += 7) {
        if (frame.readInt16BE(at) === INIT_PRODUCER_ID) frame.writeInt16BE(2, at + 4)
      }
      return frame
    })
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const gap = cluster.kafka.faults
      .on({ api: 'Produce', nth: 1 })
      .error('OUT_OF_ORDER_SEQUENCE_NUMBER')
    await cluster.until(sender.send({ topic: 't', value: '1' }))

    const asked = cluster.kafka.requests().filter(({ api }) => api === 'InitProducerId')
    const [first, second] = cluster.kafka.log('t', 0).map(({ header }) => header)
    expect(old.fired).toBeGreaterThan(0)
    expect(gap.fired).toBe(1)
    expect(asked.map(({ version }) => version)).toEqual([2, 2])
    expect(second?.producerId).not.toBe(first?.producerId)
    expect([first?.producerEpoch, second?.producerEpoch]).toEqual([0, 0])
    expect(storedValues(cluster)).toEqual(['0', '1'])
  })
})
