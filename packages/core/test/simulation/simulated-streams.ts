import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { LedgerEntry, SentRecord } from '@headwater/testing'
import { ProducerError } from '../../src/errors/producer-error.ts'
import type { Dice } from './dice.ts'
import { diceFor, type SimulatedWorld } from './simulated-world.ts'

const STREAMS = 10
const MOST_RECORDS = 60
const HIGH_WATER_MARKS = [1, 4, 16]
/** The share of records before which the source has nothing for a while, and for how long at most, in milliseconds. */
const PAUSES = 0.1
const PAUSE_MS = 200
/** The share of streams that the caller gives up, and by when, in milliseconds. */
const GIVEN_UP = 0.15
const GIVEN_UP_MS = 500

/** One stream, and what went into it. */
interface Flow {
  readonly session: string
  /** Undefined where each record names its own. */
  readonly topic: string | undefined
  readonly count: number
  readonly entries: LedgerEntry[]
}

/**
 * Callers who send by streams. A stream says of no record what became of it, only when all are acknowledged or that one was not,
 * so all of its records share its end. Each is a session of its own: its records wait in it while others are sent.
 */
export class SimulatedStreams {
  readonly #world: SimulatedWorld
  readonly #dice: Dice
  readonly #complaints: string[] = []
  readonly #ended: Promise<void>[] = []
  #flows = 0
  #made = 0

  constructor(world: SimulatedWorld) {
    this.#world = world
    this.#dice = diceFor(world.seed, STREAMS)
  }

  /** What streams did that they must not do, beside what the ledger shows. */
  get complaints(): readonly string[] {
    return this.#complaints
  }

  /** Sets timers that open streams within `durationMs`, as many as the plan says. */
  start(durationMs: number): void {
    const { clock, plan } = this.#world
    for (let left = plan.streams; left > 0; left--) {
      clock.setTimer(this.#dice.next() * durationMs, () => this.#open())
    }
  }

  /** Resolves when every stream has ended, and nothing of any is on its way. */
  async settled(): Promise<void> {
    while (this.#ended.length > 0) await Promise.all(this.#ended.splice(0))
  }

  #open(): void {
    const { producer, plan, clock } = this.#world
    const dice = this.#dice
    const topic = dice.chance(0.5) ? dice.pick(plan.topics).name : undefined
    const count = dice.whole(1, MOST_RECORDS)
    const flow: Flow = { session: `stream ${++this.#flows}`, topic, count, entries: [] }
    const stream = producer.writable({ topic, highWaterMark: dice.pick(HIGH_WATER_MARKS) })
    const controller = new AbortController()
    const { signal } = controller
    if (dice.chance(GIVEN_UP)) clock.setTimer(dice.next() * GIVEN_UP_MS, () => controller.abort())
    const piped = pipeline(Readable.from(this.#source(flow)), stream, { signal })
    this.#ended.push(
      piped.then(
        () => this.#acknowledged(flow),
        (error: unknown) => this.#failed(flow, error, signal),
      ),
    )
  }

  async *#source({ session, topic, count, entries }: Flow): AsyncGenerator<SentRecord> {
    const { clock, ledger, plan } = this.#world
    const { maxBlockMs, deliveryTimeoutMs } = plan.options
    // Each waits for room by itself, one after the other, and then for its acknowledgement.
    const withinMs = count * (maxBlockMs + PAUSE_MS) + deliveryTimeoutMs
    for (let left = count; left > 0; left--) {
      if (this.#dice.chance(PAUSES)) {
        const pauseMs = this.#dice.next() * PAUSE_MS
        await new Promise<void>((resolve) => clock.setTimer(pauseMs, resolve))
      }
      const record = this.#make(session, topic)
      entries.push(ledger.sent(record, { session, withinMs }))
      yield record
    }
  }

  /** Names its partition, or nobody could say where a stream has brought it. */
  #make(session: string, topic: string | undefined): SentRecord {
    const dice = this.#dice
    const { plan, kafka } = this.#world
    const name = topic ?? dice.pick(plan.topics).name
    const partitions = kafka.cluster.state.topic(name)?.partitions.length ?? 1
    const bytes = dice.whole(0, plan.sizes.most)
    return {
      topic: name,
      partition: dice.whole(0, partitions - 1),
      key: dice.chance(0.5) ? `key of ${session}` : null,
      value: `${session}, ${this.#made++}:${'x'.repeat(bytes)}`,
    }
  }

  #acknowledged({ session, count, entries }: Flow): void {
    if (entries.length < count) {
      this.#complaints.push(`${session} has ended well after ${entries.length} of ${count} records`)
    }
    for (const entry of entries) {
      entry.acknowledged({ partition: entry.partition ?? -1, offset: -1 })
    }
    this.#world.note(() => `${session} has ended with ${count} records`)
  }

  /** The first failure ends a stream; which record it was about is not said, and what was accepted goes on. */
  #failed({ session, entries }: Flow, error: unknown, signal: AbortSignal): Promise<void> {
    const { note, producer, plan } = this.#world
    if (!(error instanceof ProducerError) && !signal.aborted) {
      this.#complaints.push(`${session} failed with ${String(error)}`)
    }
    const reason = new Error(`${session} has failed: ${String(error)}`)
    for (const entry of entries) entry.rejected(Object.assign(reason, { persisted: 'possibly' }))
    note(() => reason.message)
    return producer.flush({ timeoutMs: plan.options.deliveryTimeoutMs * 2 })
  }
}
