import {
  createMemoryKafka,
  createMemoryNetwork,
  type EmbeddedKafka,
  ManualClock,
  seededRandom,
} from '@headwater/testing'
import { ProducerError } from '../../src/errors/producer-error.ts'
import { createProducer } from '../../src/producer/create-producer.ts'
import type { Producer } from '../../src/producer/producer.ts'
import type { Random } from '../../src/time/random.ts'
import type { FuzzReport } from './fuzz-report.ts'
import { HostileNetwork } from './hostile-network.ts'
import { randomInteger } from './random-integer.ts'

/** Those that are asked seldom come more often. */
const TARGETS = [
  'ApiVersions',
  'Metadata',
  'Produce',
  ...['InitProducerId', 'CreateTopics', 'InitProducerId', 'CreateTopics'],
]
const STEPS = 30
const DELIVERY_TIMEOUT_MS = 3_000
const MAX_BLOCK_MS = 2_000
const CLOSE_TIMEOUT_MS = 1_000
const REQUEST_TIMEOUT_MS = 500
/** How long a producer may take to send again once its brokers are honest. */
const HEALED_WITHIN_MS = 2_000
const RESEND_AFTER_MS = 100
/** The same after a lie about a topic: what contradicts it seems outdated, and is believed when it was all that was heard for 30 s. */
const BELIEVED_WITHIN_MS = 31_500

const OPTIONS = {
  clientId: 'fuzz',
  logger: 'silent',
  connectTimeoutMs: REQUEST_TIMEOUT_MS,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
  deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
  maxBlockMs: MAX_BLOCK_MS,
  reconnectBackoffMs: 20,
  reconnectBackoffMaxMs: 100,
  retryBackoffMs: 20,
  retryBackoffMaxMs: 200,
  metadataMaxAgeMs: 400,
} as const

/** One connected producer under hostile answers for some seconds of virtual time; the same seed does the same again. */
export class FuzzSeed {
  readonly #seed: number
  readonly #random: Random
  readonly #report: FuzzReport
  readonly #clock = new ManualClock()
  readonly #kafka: EmbeddedKafka
  readonly #network: HostileNetwork
  readonly #producer: Producer
  readonly #calls: Promise<void>[] = []

  constructor(seed: number, report: FuzzReport) {
    const random = seededRandom(seed)
    this.#seed = seed
    this.#random = random
    this.#report = report
    const clock = this.#clock
    this.#kafka = createMemoryKafka({ brokers: 2, clock, random })
    for (const topic of ['a', 'b', 'c']) this.#kafka.createTopic(topic, { partitions: 2 })
    this.#network = new HostileNetwork({
      network: createMemoryNetwork(this.#kafka.cluster, clock, { latencyMs: 1 }),
      clock,
      random,
      report,
      breach: (what) => this.#breach(what),
      target: TARGETS[seed % TARGETS.length] ?? '',
    })
    this.#producer = this.#createProducer()
  }

  async run(): Promise<void> {
    for (let step = 0; step < STEPS; step++) {
      this.#call(step)
      if (this.#random.next() < 0.3) this.#network.sendUnasked()
      await this.#pass(randomInteger(this.#random, 1, 150))
    }
    this.#network.calmDown()
    await this.#heal()
    await this.#clock.runUntil(Promise.all(this.#calls), DELIVERY_TIMEOUT_MS)
    await this.#clock.runUntil(
      this.#producer.close({ timeoutMs: CLOSE_TIMEOUT_MS }),
      CLOSE_TIMEOUT_MS + 250,
    )
    // The network's own timers look back for one second.
    await this.#clock.runUntilIdle(10_000)
    if (this.#clock.processHeld) this.#breach('the process is held after close')
    if (this.#clock.pendingTimers > 0) this.#breach('timers are left after close')
    this.#report.seedDone()
  }

  #createProducer(): Producer {
    return createProducer({
      ...OPTIONS,
      brokers: this.#kafka.brokers,
      clock: this.#clock,
      random: this.#random,
      socketFactory: this.#network,
      resolver: { resolve: (host) => Promise.resolve([host]) },
    })
  }

  /**
   * A producer that asks for its id, sends and closes, whatever it hears: most of what it asks is asked once in a life. To a
   * topic of its own, because two producers that were told the same id would bump each other's epochs.
   */
  #liveShortly(): void {
    const producer = this.#createProducer()
    this.#expectEnd('send', CLOSE_TIMEOUT_MS + 250, producer.send({ topic: 'c', value: 'v' }))
    this.#expectEnd(
      'close',
      CLOSE_TIMEOUT_MS + 250,
      producer.close({ timeoutMs: CLOSE_TIMEOUT_MS }),
    )
  }

  #call(step: number): void {
    const random = this.#random
    if (random.next() < 0.3) this.#liveShortly()
    const topic = random.next() < 0.1 ? `new-${step}` : random.next() < 0.5 ? 'a' : 'b'
    for (let count = randomInteger(random, 1, 4); count > 0; count--) {
      const key = random.next() < 0.5 ? `${step}` : null
      this.#expectEnd('send', DELIVERY_TIMEOUT_MS, this.#producer.send({ topic, key, value: 'v' }))
    }
    if (random.next() < 0.4) {
      const topics = [{ topic: 'b' }, { topic: `made-${step}` }]
      this.#expectEnd(
        'ensureTopics',
        MAX_BLOCK_MS,
        this.#producer.ensureTopics(topics, { timeoutMs: MAX_BLOCK_MS }),
      )
    }
    if (random.next() < 0.2) {
      this.#expectEnd('partitionsFor', MAX_BLOCK_MS, this.#producer.partitionsFor(topic))
    }
  }

  /** Every call ends in time, and if badly, then with an error of ours. */
  #expectEnd(name: string, withinMs: number, call: Promise<unknown>): void {
    const startedAtMs = this.#clock.now()
    const end = (outcome: string): void => {
      const tookMs = this.#clock.now() - startedAtMs
      if (tookMs > withinMs) this.#breach(`${name} took ${tookMs} ms`)
      this.#report.settled(outcome)
    }
    this.#calls.push(
      call.then(
        () => end(name === 'send' ? 'acknowledged' : 'done'),
        (error: unknown) => {
          if (!(error instanceof ProducerError))
            this.#breach(`${name} failed with ${textOf(error)}`)
          end(error instanceof ProducerError ? error.code : 'untyped')
        },
      ),
    )
  }

  /** A record sent to honest brokers is stored, whatever was heard before. */
  async #heal(): Promise<void> {
    const calmAtMs = this.#clock.now()
    const withinMs = this.#network.liedAboutTopics ? BELIEVED_WITHIN_MS : HEALED_WITHIN_MS
    for (const topic of ['a', 'b']) {
      const sent = await this.#clock.runUntil(
        this.#sendUntilSent(topic, calmAtMs + withinMs),
        2 * BELIEVED_WITHIN_MS,
      )
      const tookMs = this.#clock.now() - calmAtMs
      if (sent !== null) this.#breach(`${topic} could not be sent to any more: ${textOf(sent)}`)
      else if (tookMs > withinMs) this.#breach(`${topic} took ${tookMs} ms to heal`)
      const values = this.#kafka.records(topic).map(({ value }) => value?.toString())
      const stored = values.filter((value) => value === 'last').length
      if (sent === null && stored < 1) this.#breach(`${topic} does not have its last record`)
    }
  }

  /** @returns the last error when it did not work in time */
  async #sendUntilSent(topic: string, untilMs: number): Promise<unknown> {
    for (;;) {
      try {
        await this.#producer.send({ topic, value: 'last' })
        return null
      } catch (error) {
        if (this.#clock.now() >= untilMs) return error
        await new Promise<void>((resolve) => {
          this.#clock.setTimer(RESEND_AFTER_MS, resolve)
        })
      }
    }
  }

  #pass(ms: number): Promise<void> {
    return this.#clock.runUntil(
      new Promise<void>((resolve) => {
        this.#clock.setTimer(ms, resolve)
      }),
    )
  }

  #breach(what: string): void {
    this.#report.breach(this.#seed, what)
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).slice(0, 400) : String(error)
}
