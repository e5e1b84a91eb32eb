import { type Admin, Kafka, logLevel } from 'kafkajs'

const PARTITION_COUNT = 6

/** Creates and deletes the benchmark's topics. An administrator's work: it is not measured. */
export class TopicAdmin {
  readonly #admin: Admin

  private constructor(admin: Admin) {
    this.#admin = admin
  }

  /** @throws {Error} when no broker answers */
  static async connect(brokers: readonly string[]): Promise<TopicAdmin> {
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
    const admin = kafka.admin()
    await admin.connect()
    return new TopicAdmin(admin)
  }

  /** Resolves when every partition has a leader. */
  async create(topic: string): Promise<void> {
    await this.#admin.createTopics({
      topics: [{ topic, numPartitions: PARTITION_COUNT }],
      waitForLeaders: true,
    })
  }

  async delete(topic: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [topic] })
  }

  close(): Promise<void> {
    return this.#admin.disconnect()
  }
}
