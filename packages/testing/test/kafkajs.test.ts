import { randomUUID } from 'node:crypto'
import {
  type Admin,
  CompressionTypes,
  ConfigResourceTypes,
  type Consumer,
  Kafka,
  logLevel,
  Partitioners,
  type Producer,
} from 'kafkajs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { EmbeddedKafka } from '../src/embedded-kafka.ts'
import { startKafka } from '../src/start-kafka.ts'

// kafkajs waits for its last long poll before it disconnects.
const LONG_POLL_MS = 50

interface Client {
  connect(): Promise<void>
  disconnect(): Promise<void>
}

/** Reads until it has `count` records; then the consumer may go. */
async function readRecords(consumer: Consumer, topic: string, count: number): Promise<string[]> {
  const values: string[] = []
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        values.push(String(message.value))
        if (values.length === count) resolve()
        return Promise.resolve()
      },
    })
  })
  return values
}

function numbered(count: number): { key: string; value: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `key ${index}`,
    value: `value ${index}`,
  }))
}

describe.each([1, 3])('kafkajs against %i brokers', (brokers) => {
  let kafka: EmbeddedKafka
  let client: Kafka
  const connected: Client[] = []

  beforeAll(async () => {
    kafka = await startKafka({ brokers, defaultPartitions: 3, failOnViolations: false })
    client = new Kafka({ brokers: kafka.brokers, clientId: 'kafkajs', logLevel: logLevel.NOTHING })
  })

  afterEach(async () => {
    await Promise.all(connected.splice(0).map((one) => one.disconnect()))
  })

  afterAll(() => kafka.stop())

  async function open<Opened extends Client>(one: Opened): Promise<Opened> {
    await one.connect()
    connected.push(one)
    return one
  }

  const admin = (): Promise<Admin> => open(client.admin())
  const producer = (options = {}): Promise<Producer> =>
    open(client.producer({ createPartitioner: Partitioners.DefaultPartitioner, ...options }))
  const consumer = (groupId: string): Promise<Consumer> =>
    open(client.consumer({ groupId, maxWaitTimeInMs: LONG_POLL_MS }))

  it('creates, describes, extends and deletes topics', async () => {
    const topic = randomUUID()
    const one = await admin()
    const topics = [{ topic, numPartitions: 2, replicationFactor: brokers }]

    expect(await one.createTopics({ topics })).toBe(true)
    expect(await one.createTopics({ topics })).toBe(false)
    expect(await one.listTopics()).toContain(topic)
    await one.createPartitions({ topicPartitions: [{ topic, count: 4 }] })
    const described = await one.fetchTopicMetadata({ topics: [topic] })
    expect(described.topics[0]?.partitions.map(({ replicas }) => replicas.length)).toEqual(
      Array.from({ length: 4 }, () => brokers),
    )

    await one.deleteTopics({ topics: [topic] })
    expect(await one.listTopics()).not.toContain(topic)
  })

  it('describes the cluster and changes configurations', async () => {
    const topic = randomUUID()
    const one = await admin()
    await one.createTopics({ topics: [{ topic }] })
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic }

    const configEntries = [{ name: 'max.message.bytes', value: '2000' }]
    await one.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] })

    const { resources } = await one.describeConfigs({
      includeSynonyms: false,
      resources: [{ ...resource, configNames: ['max.message.bytes'] }],
    })
    expect(resources[0]?.configEntries).toMatchObject([
      { configName: 'max.message.bytes', configValue: '2000' },
    ])
    expect((await one.describeCluster()).brokers.length).toBe(brokers)
  })

  it.each([
    ['plain', {}, CompressionTypes.None],
    ['idempotent', { idempotent: true }, CompressionTypes.None],
    ['compressing', {}, CompressionTypes.GZIP],
  ])(
    'produces to a topic that comes into being, from a %s producer',
    async (_kind, options, compression) => {
      const topic = randomUUID()
      const one = await producer(options)
      const headers = { source: 'test' }

      await one.send({
        topic,
        compression,
        messages: [{ key: 'k', value: 'first', headers, timestamp: '1700000000000' }],
      })
      await one.send({ topic, compression, messages: [{ key: 'k', value: null }] })

      expect(kafka.records(topic)).toMatchObject([
        {
          key: Buffer.from('k'),
          value: Buffer.from('first'),
          timestamp: 1_700_000_000_000,
          headers: [{ key: 'source', value: Buffer.from('test') }],
        },
        { key: Buffer.from('k'), value: null },
      ])
    },
  )

  it('is told about a record that is too large', async () => {
    const topic = randomUUID()
    kafka.createTopic(topic, { config: { 'max.message.bytes': '500' } })
    const one = await producer()

    await expect(one.send({ topic, messages: [{ value: 'x'.repeat(600) }] })).rejects.toMatchObject(
      {
        type: 'MESSAGE_TOO_LARGE',
      },
    )
  })

  it('reads everything back in a group, and goes on where it left off', async () => {
    const topic = randomUUID()
    const groupId = randomUUID()
    const one = await producer()
    await one.send({ topic, messages: numbered(50) })

    const first = await consumer(groupId)
    const before = await readRecords(first, topic, 50)
    await first.disconnect()
    await one.send({ topic, messages: [{ key: 'key 0', value: 'later' }] })
    const after = await readRecords(await consumer(groupId), topic, 1)

    expect(before.toSorted()).toEqual(
      numbered(50)
        .map(({ value }) => value)
        .toSorted(),
    )
    expect(after).toEqual(['later'])
  })

  it('waits in a long poll for what is yet to come', async () => {
    const topic = randomUUID()
    kafka.createTopic(topic)
    const reading = readRecords(await consumer(randomUUID()), topic, 1)
    const polled = firstFetch(kafka, topic)

    await polled
    await (await producer()).send({ topic, messages: [{ value: 'awaited' }] })

    expect(await reading).toEqual(['awaited'])
  })

  it('shares the partitions of a topic among the members of a group', async () => {
    const topic = randomUUID()
    const groupId = randomUUID()
    kafka.createTopic(topic, { partitions: 4 })
    const members = [await consumer(groupId), await consumer(groupId)]
    const assigned = members.map((member) => assignedPartitions(member, topic))

    const shares = await Promise.all(
      members.map(async (member, index) => {
        await member.subscribe({ topic })
        await member.run({ eachMessage: () => Promise.resolve() })
        return assigned[index]
      }),
    )

    expect(shares.map((share) => share?.length)).toEqual([2, 2])
    expect(shares.flat().toSorted()).toEqual([0, 1, 2, 3])
  })

  it('administers groups, offsets and records', async () => {
    const topic = randomUUID()
    const groupId = randomUUID()
    kafka.createTopic(topic, { partitions: 1 })
    await (await producer()).send({ topic, messages: numbered(5) })
    const member = client.consumer({ groupId, maxWaitTimeInMs: LONG_POLL_MS })
    const one = await admin()
    const groupIds = async () => (await one.listGroups()).groups.map((group) => group.groupId)

    await member.connect()
    await readRecords(member, topic, 5)
    expect((await one.describeGroups([groupId])).groups[0]?.state).toBe('Stable')
    await member.disconnect()
    const [committed] = await one.fetchOffsets({ groupId, topics: [topic] })
    expect(committed?.partitions).toMatchObject([{ partition: 0, offset: '5' }])
    expect(await groupIds()).toContain(groupId)
    await one.deleteGroups([groupId])
    expect(await groupIds()).not.toContain(groupId)

    await one.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] })
    expect(await one.fetchTopicOffsets(topic)).toMatchObject([{ low: '4', high: '5' }])
  })
})

describe('kafkajs while brokers come and go', () => {
  it('goes on producing and consuming when a broker dies and another leads', async () => {
    const kafka = await startKafka({ brokers: 3, failOnViolations: false })
    const client = new Kafka({
      brokers: kafka.brokers,
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 20, retries: 20 },
    })
    // One partition only: when one of several moves to a broker that has already answered, kafkajs does not send it again.
    kafka.createTopic('t', { partitions: 1 })
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner })
    const consumer = client.consumer({ groupId: 'g', maxWaitTimeInMs: LONG_POLL_MS })
    await Promise.all([producer.connect(), consumer.connect()])
    await producer.send({ topic: 't', messages: numbered(20) })

    await kafka.kill(1)
    await producer.send({ topic: 't', messages: numbered(20) })
    await kafka.restart(1)
    await kafka.kill(2)
    await producer.send({ topic: 't', messages: numbered(20) })

    expect((await readRecords(consumer, 't', 60)).length).toBe(60)
    expect(kafka.records('t').length).toBe(60)
    await Promise.all([producer.disconnect(), consumer.disconnect()])
    await kafka.stop()
  })
})

/** The partitions that a member owns once the group has two of them. */
function assignedPartitions(member: Consumer, topic: string): Promise<readonly number[]> {
  return new Promise((resolve) => {
    member.on(member.events.GROUP_JOIN, ({ payload }) => {
      const partitions = payload.memberAssignment[topic] ?? []
      if (partitions.length === 2) resolve(partitions)
    })
  })
}

/** Resolves when the topic is first fetched from; the rule that notices it changes nothing. */
function firstFetch(kafka: EmbeddedKafka, topic: string): Promise<void> {
  return new Promise((resolve) => {
    const notice = (): boolean => {
      resolve()
      return false
    }
    kafka.faults.on({ api: 'Fetch', topic, when: notice }).throttle(0)
  })
}
