import { setTimeout as sleep } from 'node:timers/promises'
import { type Admin, Kafka, logLevel } from 'kafkajs'

const ASK_AGAIN_MS = 100
const MAX_WAIT_MS = 30_000

/** Creates and deletes the benchmark's topics and counts what is in them. An administrator's work: it is not measured. */
export class TopicAdmin {
  readonly #kafka: Kafka
  readonly #admin: Admin
  readonly #replication: number

  private constructor(kafka: Kafka, admin: Admin, replication: number) {
    this.#kafka = kafka
    this.#admin = admin
    this.#replication = replication
  }

  /**
   * @param replication how many nodes keep each partition; −1: as many as the cluster does by default
   * @throws {Error} when no broker answers
   */
  static async connect(brokers: readonly string[], replication: number): Promise<TopicAdmin> {
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
    const admin = kafka.admin()
    await admin.connect()
    return new TopicAdmin(kafka, admin, replication)
  }

  /**
   * Resolves when every partition has a leader and answers. A node may not have heard of a topic yet that the controller has just
   * made, which kafkajs's own waiting takes for a failure.
   */
  async create(topic: string, partitionCount: number): Promise<void> {
    await this.#admin.createTopics({
      topics: [{ topic, numPartitions: partitionCount, replicationFactor: this.#replication }],
      waitForLeaders: false,
    })
    const giveUpAtMs = performance.now() + MAX_WAIT_MS
    while (!(await this.#answers(topic, giveUpAtMs))) await sleep(ASK_AGAIN_MS)
  }

  async #answers(topic: string, giveUpAtMs: number): Promise<boolean> {
    try {
      await this.storedCount(topic)
      return true
    } catch (error) {
      if (performance.now() > giveUpAtMs) throw error
      return false
    }
  }

  /** The sum over all partitions of what lies between their first and their next offset. */
  async storedCount(topic: string): Promise<number> {
    // A client that has once asked for a topic's offsets asks for its metadata for ever, and fails once it is deleted.
    const admin = this.#kafka.admin()
    await admin.connect()
    try {
      const offsets = await admin.fetchTopicOffsets(topic)
      return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0)
    } finally {
      await admin.disconnect()
    }
  }

  async delete(topic: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [topic] })
  }

  close(): Promise<void> {
    return this.#admin.disconnect()
  }
}
