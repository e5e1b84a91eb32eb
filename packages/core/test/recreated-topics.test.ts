import type { MetadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const OTHER_ID = 'AAAAAAAAAAAAAAAAAAAACQ'

const epochsOf = ({ kafka }: VirtualCluster, partition = 0): number[] =>
  kafka.log('t', partition).map((batch) => batch.header.producerEpoch)

describe('a topic that was deleted and made anew under its name', () => {
  it('S37: takes what the old one refused, in order, under a newer epoch and from sequence 0', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer()
    for (const value of ['0', '1']) await until(sender.send({ topic: 't', value }))
    const refused = kafka.faults.on({ api: 'Produce', nth: 1 }).error('NOT_ENOUGH_REPLICAS')
    const sends = [sender.send({ topic: 't', value: '2' })]
    await passTime(cluster, 50)
    kafka.recreateTopic('t')
    sends.push(sender.send({ topic: 't', value: '3' }))

    const offsets = await until(Promise.all(sends))

    expect(refused.fired).toBe(1)
    expect(offsets.map(({ offset }) => offset)).toEqual([0, 1])
    expect(kafka.records('t').map((record) => record.value?.toString())).toEqual(['2', '3'])
    expect(epochsOf(cluster)[0]).toBe(1)
    expect(kafka.log('t', 0)[0]?.header.baseSequence).toBe(0)
    expect(kafka.violations()).toEqual([])
  })

  it('S37: fails the records of partitions that vanished after 30 s, not at their deadline', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 4 })
    const sender = producer()
    const sendToAll = () =>
      [0, 1, 2, 3].map((partition) => sender.send({ topic: 't', value: '', partition }))
    await until(Promise.all(sendToAll()))
    const since = kafka.requests().length
    kafka.recreateTopic('t', { partitions: 2 })
    const recreatedAt = clock.now()

    const outcomes = await until(Promise.allSettled(sendToAll()))

    expect(clock.now() - recreatedAt).toBeGreaterThanOrEqual(30_000)
    expect(clock.now() - recreatedAt).toBeLessThan(31_500)
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { reason: { code: 'UNKNOWN_PARTITION', topic: 't', partition: 2, persisted: 'no' } },
      { reason: { code: 'UNKNOWN_PARTITION', topic: 't', partition: 3, persisted: 'no' } },
    ])
    const asked = kafka.requests().slice(since)
    expect(asked.filter(({ api }) => api === 'Produce').length).toBeLessThan(6)
    // Twice a second for the 30 s, and a few at first.
    expect(asked.filter(({ api }) => api === 'Metadata').length).toBeLessThan(75)
    expect(kafka.violations()).toEqual([])
  })

  it('S37: sends to partitions that come back within the 30 s', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 2 })
    const sender = producer()
    await until(sender.send({ topic: 't', value: '', partition: 1 }))
    kafka.recreateTopic('t', { partitions: 1 })
    const sent = sender.send({ topic: 't', value: 'kept', partition: 1 })
    await passTime(cluster, 20_000)
    kafka.addPartitions('t', 2)

    expect(await until(sent)).toMatchObject({ partition: 1, offset: 0 })
    expect(kafka.violations()).toEqual([])
  })

  it('L27: goes back to the id that it had when leaders deny the one that a broker told since', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer({ metadataMaxAgeMs: 5_000 })
    await until(sender.send({ topic: 't', value: '0' }))
    const between = kafka.faults.on({ api: 'Metadata', nth: 1 }).changeAnswer(toAnother)
    await passTime(cluster, 6_000)
    const sentAt = clock.now()

    await until(sender.send({ topic: 't', value: '1' }))

    expect(between.fired).toBe(1)
    expect(clock.now() - sentAt).toBeLessThan(2_000)
    expect(kafka.records('t').map((record) => record.value?.toString())).toEqual(['0', '1'])
    expect(kafka.violations()).toEqual([])
  })

  it('L27: with acks 0 goes back to it when the leader ends the connection, which is how it denies', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer({ acks: 0, metadataMaxAgeMs: 5_000 })
    await until(sender.send({ topic: 't', value: '0' }))
    const between = kafka.faults.on({ api: 'Metadata', nth: 1 }).changeAnswer(toAnother)
    await passTime(cluster, 6_000)
    await until(sender.send({ topic: 't', value: 'lost' }))
    await passTime(cluster, 2_000)

    await until(sender.send({ topic: 't', value: '1' }))
    await passTime(cluster, 10)

    expect(between.fired).toBe(1)
    expect(kafka.records('t').map((record) => record.value?.toString())).toEqual(['0', '1'])
  })

  it.each([
    ['is led by a broker that denies it by now', {}],
    ['has no leader who could deny it', { leaderId: -1 }],
  ])(
    'L27: comes back soon to the new id, which its leader did not know at first, after brokers told the old one, which %s',
    async (_, told) => {
      const cluster = startVirtualCluster()
      const { clock, kafka, producer, until } = cluster
      kafka.createTopic('t')
      const sender = producer()
      await until(sender.send({ topic: 't', value: '0' }))
      const oldId = kafka.cluster.state.topic('t')?.id ?? ''
      kafka.recreateTopic('t')
      const unheard = kafka.faults.on({ api: 'Produce', nth: 2 }).error('UNKNOWN_TOPIC_ID')
      const late = kafka.faults
        .on({ api: 'Metadata', nth: 2, times: 2 })
        .changeAnswer((answer) => withTopicId(answer as MetadataResponse, oldId, told))
      const recreatedAt = clock.now()

      await until(sender.send({ topic: 't', value: '1' }))

      expect([unheard.fired, late.fired]).toEqual([1, 2])
      expect(clock.now() - recreatedAt).toBeLessThan(3_000)
      expect(kafka.records('t').map((record) => record.value?.toString())).toEqual(['1'])
      expect(kafka.violations()).toEqual([])
    },
  )

  it('L27: an id that it came back to counts as before once something was taken under it again', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const id = kafka.cluster.state.topic('t')?.id ?? ''
    const sender = producer({ metadataMaxAgeMs: 200 })
    const tell = (topicId: string, leaderId?: number) => (answer: unknown) =>
      withTopicId(
        answer as MetadataResponse,
        topicId,
        leaderId === undefined ? {} : { leaderId, leaderEpoch: 9 },
      )
    await until(sender.send({ topic: 't', value: '0' }))
    const without = kafka.faults.on({ api: 'Metadata', times: 1 }).changeAnswer(tell(OTHER_ID, -1))
    await passTime(cluster, 1_000)
    await until(sender.send({ topic: 't', value: '1' }))
    // Its leader is gone for a while, and a broker that lags behind tells of the other topic.
    const gone = kafka.faults.on({ api: 'Metadata', times: 1 }).changeAnswer(tell(id, -1))
    await passTime(cluster, 250)
    const insisting = kafka.faults.on({ api: 'Metadata', times: 10 }).changeAnswer(tell(OTHER_ID))
    const last = sender.send({ topic: 't', value: '2' })
    await passTime(cluster, 20_000)
    await until(last)

    expect([without.fired, gone.fired, insisting.fired]).toEqual([1, 1, 10])
    const verdicts = kafka.attempts().map(({ verdict }) => verdict)
    expect(verdicts).toEqual(['appended', 'appended', 'appended'])
  })

  it('L27: comes back soon to an id that was told before one under which there is no leader', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t')
    const ids = [kafka.cluster.state.topic('t')?.id ?? '', OTHER_ID]
    const leaderless = kafka.faults
      .on({ api: 'Metadata', times: 2 })
      .changeAnswer((answer) =>
        withTopicId(answer as MetadataResponse, ids.shift() ?? '', { leaderId: -1 }),
      )
    const sentAt = clock.now()

    await until(producer().send({ topic: 't', value: '' }))

    expect(leaderless.fired).toBe(2)
    expect(clock.now() - sentAt).toBeLessThan(3_000)
    expect(kafka.violations()).toEqual([])
  })

  it.each([
    ['outweighs', 500, 2],
    ['does not outweigh', 2_000, 3],
  ])(
    'L27: what a leader took under an id %s what another says %i ms later, and it was denied',
    async (_, laterMs, denials) => {
      const cluster = startVirtualCluster()
      const { kafka, producer, until } = cluster
      kafka.createTopic('t')
      const sender = producer()
      await until(sender.send({ topic: 't', value: '0' }))
      const moved = kafka.faults.on({ api: 'Produce', nth: 1 }).error('FENCED_LEADER_EPOCH')
      const another = kafka.faults.on({ api: 'Metadata', nth: 1 }).changeAnswer(toAnother)
      await until(sender.send({ topic: 't', value: '1' }))
      await passTime(cluster, laterMs)
      const denied = kafka.faults.on({ api: 'Produce', nth: 1 }).error('UNKNOWN_TOPIC_ID')
      const again = kafka.faults.on({ api: 'Metadata', nth: 1 }).changeAnswer(toAnother)

      await until(sender.send({ topic: 't', value: '2' }))

      expect([moved, another, denied, again].map(({ fired }) => fired)).toEqual([1, 1, 1, 1])
      const verdicts = kafka.attempts().map(({ verdict }) => verdict)
      expect(verdicts.filter((verdict) => verdict === 'UNKNOWN_TOPIC_ID')).toHaveLength(denials)
      expect(kafka.records('t').map(({ value }) => value?.toString())).toEqual(['0', '1', '2'])
      expect(kafka.violations()).toEqual([])
    },
  )

  it('L27: stays with the id that it went back to when brokers insist on the other for a while', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer({ metadataMaxAgeMs: 200 })
    await until(sender.send({ topic: 't', value: '' }))
    const another = kafka.faults.on({ api: 'Metadata', nth: 1 }).changeAnswer(toAnother)
    await passTime(cluster, 300)
    await until(sender.send({ topic: 't', value: '' }))
    const insisting = kafka.faults.on({ api: 'Metadata' }).changeAnswer(toAnother)
    for (let round = 0; round < 10; round++) {
      await passTime(cluster, 250)
      await until(sender.send({ topic: 't', value: '' }))
    }

    const denials = kafka.attempts().filter(({ verdict }) => verdict === 'UNKNOWN_TOPIC_ID')
    expect(another.fired).toBe(1)
    expect(insisting.fired).toBeGreaterThan(5)
    expect(denials).toHaveLength(1)
    expect(kafka.records('t')).toHaveLength(12)
  })

  it('L27: does not go back and forth while brokers tell its old and its new id', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 3 })
    const sender = producer({ metadataMaxAgeMs: 100 })
    for (const partition of [0, 1, 2])
      await until(sender.send({ topic: 't', value: '', partition }))
    kafka.staleMetadata(2, 10_000)
    kafka.recreateTopic('t')
    const sends: Promise<unknown>[] = []
    for (let round = 0; round < 150; round++) {
      const partition = round % 3
      sends.push(sender.send({ topic: 't', value: String(round), partition }).catch(() => {}))
      await passTime(cluster, 100)
    }

    await until(Promise.all(sends))

    const epochs = [0, 1, 2].flatMap((partition) => epochsOf(cluster, partition))
    expect(kafka.records('t').length).toBeGreaterThan(140)
    expect(Math.max(...epochs)).toBeLessThanOrEqual(3)
    expect(kafka.violations()).toEqual([])
  })
})

describe('a topic that gets more partitions while it is sent to', () => {
  it('S35: L26: uses them after a refresh; what was sent before stays where it is', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 4 })
    const sender = producer({ metadataMaxAgeMs: 5_000 })
    const sendSome = () =>
      Promise.all(
        Array.from({ length: 400 }, (_, index) =>
          sender.send({ topic: 't', key: `key ${index}`, value: '' }),
        ),
      )
    await until(sendSome())
    kafka.addPartitions('t', 8)
    const between = await until(sendSome())
    await passTime(cluster, 6_000)
    const after = await until(sendSome())

    expect(new Set(between.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2, 3]))
    expect(new Set(after.map(({ partition }) => partition)).size).toBe(8)
    expect(kafka.records('t')).toHaveLength(1_200)
    expect(kafka.violations()).toEqual([])
  })
})

/** As a broker tells that lags behind, and knows a topic that was there in between. */
function toAnother(answer: unknown): MetadataResponse {
  return withTopicId(answer as MetadataResponse, OTHER_ID)
}

function withTopicId(
  answer: MetadataResponse,
  topicId: string,
  told: { readonly leaderId?: number; readonly leaderEpoch?: number } = {},
): MetadataResponse {
  const topics = answer.topics.map((topic) => {
    const partitions = topic.partitions.map((partition) => ({ ...partition, ...told }))
    return { ...topic, topicId, partitions }
  })
  return { ...answer, topics }
}
