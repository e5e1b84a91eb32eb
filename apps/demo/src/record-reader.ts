import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { type Consumer, Kafka, logLevel } from 'kafkajs'
import { type StoredRecord, storedRecord } from './stored-record.ts'

/** How many records of each partition that are there already are read at the start. */
const RECORDS_TO_REPEAT = 50

// A fetch in progress is what stopping waits for.
const LONGEST_FETCH_MS = 500

const LEADER_ATTEMPTS = 40
const LEADER_PAUSE_MS = 250

export interface RecordReaderOptions {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly onRecord: (record: StoredRecord) => void
  /** Told whenever the reader begins or ceases to read. */
  readonly onRunning: (running: boolean) => void
}

/**
 * Reads a topic with kafkajs, which shares no code with the producer under show: what arrives here is what is stored. It
 * starts with the last records of each partition and commits no offsets, so every start sees them again.
 */
export class RecordReader {
  readonly #options: RecordReaderOptions
  readonly #kafka: Kafka
  readonly #consumer: Consumer

  constructor(options: RecordReaderOptions) {
    this.#options = options
    this.#kafka = new Kafka({
      clientId: 'demo-reader',
      brokers: [...options.brokers],
      // It logs as an error what it is about to retry; what it gives up is said below.
      logLevel: logLevel.NOTHING,
    })
    this.#consumer = this.#kafka.consumer({
      groupId: `headwater-demo-${randomUUID()}`,
      maxWaitTimeInMs: LONGEST_FETCH_MS,
      allowAutoTopicCreation: false,
    })
    const { GROUP_JOIN, STOP, CRASH, DISCONNECT } = this.#consumer.events
    this.#consumer.on(GROUP_JOIN, () => options.onRunning(true))
    for (const event of [STOP, CRASH, DISCONNECT] as const) {
      this.#consumer.on(event, () => options.onRunning(false))
    }
    this.#consumer.on(CRASH, ({ payload: { error, restart } }) => {
      console.error(`The reader failed${restart ? ' and starts again' : ''}: ${error.message}`)
    })
  }

  /** Resolves once the reader has its partitions. The topic has to exist. */
  async start(): Promise<void> {
    const { topic } = this.#options
    const starts = await this.#startOffsets()
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topic, fromBeginning: true })
    const nextOffsets = new Map(starts)
    const run = this.#consumer.run({
      autoCommit: false,
      eachMessage: async (payload) => {
        // Without commits kafkajs begins at the beginning whenever it joins again; each record is wanted once.
        const offset = Number(payload.message.offset)
        if (offset < (nextOffsets.get(payload.partition) ?? 0)) return
        nextOffsets.set(payload.partition, offset + 1)
        this.#options.onRecord(storedRecord(payload))
      },
    })
    await Promise.all([run, this.#joined()])
    for (const [partition, offset] of starts) {
      this.#consumer.seek({ topic, partition, offset: String(offset) })
    }
  }

  /** Leaves the group and closes the connections; safe before or during {@link RecordReader.start}. */
  async stop(): Promise<void> {
    await this.#consumer.disconnect()
  }

  #joined(): Promise<void> {
    const { GROUP_JOIN, CRASH } = this.#consumer.events
    return new Promise((resolve, reject) => {
      this.#consumer.on(GROUP_JOIN, () => resolve())
      this.#consumer.on(CRASH, ({ payload }) => {
        if (!payload.restart) reject(payload.error)
      })
    })
  }

  /** Where to start in each partition that holds more than is repeated. */
  async #startOffsets(): Promise<ReadonlyMap<number, number>> {
    const admin = this.#kafka.admin()
    await admin.connect()
    try {
      const partitions = await whileRetriable(() => admin.fetchTopicOffsets(this.#options.topic))
      const starts = partitions.map(({ partition, low, high }): [number, number] => [
        partition,
        Math.max(Number(low), Number(high) - RECORDS_TO_REPEAT),
      ])
      return new Map(starts.filter(([, offset]) => offset > 0))
    } finally {
      await admin.disconnect()
    }
  }
}

// The leaders of a topic that was created a moment ago may not know of it yet. kafkajs retries most requests, not this one.
async function whileRetriable<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const isRetriable = error instanceof Error && 'retriable' in error && error.retriable === true
      if (!isRetriable || attempt === LEADER_ATTEMPTS) throw error
      await setTimeout(LEADER_PAUSE_MS)
    }
  }
}
