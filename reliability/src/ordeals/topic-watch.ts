import { type Admin, type Consumer, Kafka, logLevel, type PartitionMetadata } from 'kafkajs'
import type { StoredRecord } from '../load/stored-record.ts'

const READ_LIMIT_MS = 120_000

/** A topic seen through kafkajs, a client that shares no code with the one that is judged. */
export class TopicWatch {
  readonly #kafka: Kafka
  readonly #admin: Admin
  readonly #topic: string

  private constructor(kafka: Kafka, admin: Admin, topic: string) {
    this.#kafka = kafka
    this.#admin = admin
    this.#topic = topic
  }

  /** Creates the topic on three replicas of which two must be in sync, and watches it. */
  static async create(
    brokers: readonly string[],
    topic: string,
    numPartitions: number,
  ): Promise<TopicWatch> {
    const kafka = new Kafka({
      brokers: [...brokers],
      logLevel: logLevel.NOTHING,
      requestTimeout: 5_000,
      retry: { retries: 20, maxRetryTime: 1_000 },
    })
    const admin = kafka.admin()
    await admin.connect()
    const configEntries = [{ name: 'min.insync.replicas', value: '2' }]
    await admin.createTopics({
      topics: [{ topic, numPartitions, replicationFactor: brokers.length, configEntries }],
      waitForLeaders: false, // It gives up at the first broker that has not heard of the topic.
    })
    return new TopicWatch(kafka, admin, topic)
  }

  /** Whether every replica of every partition is in sync. */
  async inSync(): Promise<boolean> {
    const partitions = await this.#partitions()
    const isInSync = ({ isr, replicas, leader }: PartitionMetadata): boolean =>
      leader >= 0 && isr.length === replicas.length
    return partitions.length > 0 && partitions.every(isInSync)
  }

  /** Who leads each partition, as a broker tells; −1 for nobody. */
  async leaders(): Promise<ReadonlyMap<number, number>> {
    const partitions = await this.#partitions()
    return new Map(partitions.map(({ partitionId, leader }) => [partitionId, leader]))
  }

  /** Everything that the topic holds, in the order of offsets within each partition. */
  async records(): Promise<StoredRecord[]> {
    const ends = await this.#admin.fetchTopicOffsets(this.#topic)
    const unread = new Map(
      ends
        .filter(({ high }) => Number(high) > 0)
        .map(({ partition, high }) => [partition, Number(high)]),
    )
    const consumer = this.#kafka.consumer({ groupId: `${this.#topic}-judge` })
    await consumer.connect()
    try {
      await consumer.subscribe({ topic: this.#topic, fromBeginning: true })
      return await readUntil(consumer, unread)
    } finally {
      await consumer.disconnect()
    }
  }

  close(): Promise<void> {
    return this.#admin.disconnect()
  }

  async #partitions(): Promise<readonly PartitionMetadata[]> {
    const { topics } = await this.#admin.fetchTopicMetadata({ topics: [this.#topic] })
    return topics.flatMap(({ partitions }) => partitions)
  }
}

/** Reads until each partition has given its records before `unread`. */
async function readUntil(consumer: Consumer, unread: Map<number, number>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = []
  const done = Promise.withResolvers<void>()
  const timer = setTimeout(() => {
    done.reject(new Error(`Not read within ${READ_LIMIT_MS} ms: ${[...unread.keys()].join(', ')}`))
  }, READ_LIMIT_MS)
  if (unread.size === 0) done.resolve()
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { offset, key, value } of batch.messages) {
        records.push({ partition: batch.partition, offset: Number(offset), key, value })
      }
      const end = unread.get(batch.partition)
      if (end !== undefined && Number(batch.lastOffset()) >= end - 1) unread.delete(batch.partition)
      if (unread.size === 0) done.resolve()
    },
  })
  try {
    await done.promise
    return records
  } finally {
    clearTimeout(timer)
  }
}
