import type { LedgerEntry, SentRecord } from '@headwater/testing'
import { PROMISE_OVERHEAD_BYTES } from '../../src/accumulator/memory-budget.ts'
import type { AnyTopicSender, TopicProducer } from '../../src/producer/producer.ts'
import type { ProducerRecord } from '../../src/record/producer-record.ts'
import { bytes } from '../../src/serialization/bytes-serializer.ts'
import { string } from '../../src/serialization/string-serializer.ts'
import { defineTopic } from '../../src/serialization/topic-definition.ts'
import type { Dice } from './dice.ts'
import { OpenRecords } from './open-records.ts'
import { SimulatedStreams } from './simulated-streams.ts'
import { diceFor, type SimulatedWorld } from './simulated-world.ts'

const LOAD = 4
const KEYS = 40
const HEADER_NAMES = ['source', 'trace', 'source', 'ünïcode'] as const
const FILLER_BYTES = 65_536
/** What a view adds to records that have no headers of their own. */
const VIEW_HEADERS = [['request', 'r-1']] as const
/** How often a caller asks `ready` before it waits in the line with the others. */
const ASKS = 3
const READY_MS = 1_000

/** What is handed to the producer, and the same as the ledger takes it. */
interface MadeRecord {
  readonly record: ProducerRecord & { readonly key: string | null; readonly value: Buffer }
  readonly sent: SentRecord
}

/** A caller that sends records in every way that the producer has. */
export class SimulatedLoad {
  readonly #world: SimulatedWorld
  readonly #dice: Dice
  readonly #filler: Buffer
  readonly #settled: Promise<void>[] = []
  readonly #complaints: string[] = []
  readonly #open: OpenRecords
  readonly #streams: SimulatedStreams
  readonly #view: AnyTopicSender
  readonly #topics: ReadonlyMap<string, TopicProducer<string, Uint8Array>>
  #made = 0

  constructor(world: SimulatedWorld) {
    this.#world = world
    this.#open = new OpenRecords(world)
    this.#streams = new SimulatedStreams(world)
    this.#dice = diceFor(world.seed, LOAD)
    const { producer, plan } = world
    this.#view = producer.with({ headers: () => VIEW_HEADERS })
    this.#topics = new Map(
      plan.topics.map(({ name }) => {
        return [name, producer.topic(defineTopic(name, { key: string(), value: bytes() }))]
      }),
    )
    const dice = this.#dice
    this.#filler = Buffer.from(Array.from({ length: FILLER_BYTES }, () => dice.whole(0, 255)))
  }

  /** Sets timers that send `records` records within `durationMs`, in bursts, and by streams beside. */
  start(records: number, durationMs: number): void {
    const { clock, plan } = this.#world
    this.#streams.start(durationMs)
    for (let left = records; left > 0; left -= plan.burst) {
      const count = Math.min(plan.burst, left)
      clock.setTimer(this.#dice.next() * durationMs, () => this.#burst(count))
    }
  }

  /** What the producer promised this caller and did not keep, beside what the ledger shows. */
  get complaints(): readonly string[] {
    const { excess } = this.#open
    const complaints = [...this.#complaints, ...this.#streams.complaints]
    return excess === null ? complaints : [...complaints, excess]
  }

  /** Resolves when everything that was sent has settled. */
  async settled(): Promise<void> {
    while (this.#settled.length > 0) await Promise.all(this.#settled.splice(0))
    await this.#streams.settled()
  }

  /** Sends one plain record, and resolves when it has settled. */
  sendTo(place: { readonly topic: string; readonly partition: number }): Promise<void> {
    const record = { ...place, value: this.#value(0) }
    const entry = this.#world.ledger.sent(record)
    const settled = entry.follow(this.#world.producer.send(record))
    this.#follow(entry.number, settled)
    return settled
  }

  #burst(count: number): void {
    this.#open.look()
    const lot = this.#dice.next()
    if (lot < 0.15) return this.#sendBatch(count)
    for (let index = 0; index < count; index++) {
      const way = this.#dice.next()
      if (way < 0.25) this.#trySend()
      else if (way < 0.32) this.#sendAborted()
      else if (way < 0.42) this.#sendTyped()
      else if (way < 0.52) this.#sendByView()
      else this.#send()
    }
    if (this.#dice.chance(0.05)) this.#flush()
  }

  #send(): void {
    const { record, sent } = this.#make()
    const entry = this.#world.ledger.sent(sent)
    this.#followOpen(entry, sent, entry.follow(this.#world.producer.send(record)))
    this.#reuse(record)
  }

  /** By the sender of a topic, with its serializers. */
  #sendTyped(): void {
    const { record, sent } = this.#make()
    const { topic, key, ...rest } = record
    const sender = this.#topics.get(topic)
    if (sender === undefined) throw new Error(`There is no sender for ${topic}`)
    const entry = this.#world.ledger.sent(sent)
    const keyed = key === null ? rest : { ...rest, key }
    this.#followOpen(entry, sent, entry.follow(sender.send(keyed)))
    this.#reuse(record)
  }

  /** By a view that adds headers. */
  #sendByView(): void {
    const { record, sent } = this.#make()
    const headers = [...(sent.headers ?? [])]
    const seen = headers.length === 0 ? { ...sent, headers: VIEW_HEADERS } : sent
    const own = headers.length === 0 ? { ...record, headers: undefined } : record
    const sender = headers.length === 0 ? this.#view : this.#world.producer
    const entry = this.#world.ledger.sent(seen)
    this.#followOpen(entry, seen, entry.follow(sender.send(own)))
    this.#reuse(record)
  }

  #sendAborted(): void {
    const { ledger, producer, clock } = this.#world
    const { record, sent } = this.#make()
    const controller = new AbortController()
    const entry = ledger.sent(sent)
    this.#followOpen(
      entry,
      sent,
      entry.follow(producer.send(record, { signal: controller.signal })),
    )
    this.#reuse(record)
    clock.setTimer(this.#dice.next() * 100, () => controller.abort())
  }

  #trySend(): void {
    const made = this.#make()
    const tried = this.#tryOnce(made)
    if (tried !== null) this.#reuse(made.record)
    else if (this.#dice.chance(0.5)) this.#settled.push(this.#sendWhenReady(made))
    else void this.#waitInLine(made)
  }

  /** Tries without waiting; null: not accepted, so nobody will be told. */
  #tryOnce({ record, sent }: MadeRecord): Promise<void> | null {
    const { ledger, producer } = this.#world
    const { promise, resolve } = Promise.withResolvers<void>()
    let entry: LedgerEntry | undefined
    const taken = producer.trySend(record, (error, metadata) => {
      if (metadata === null) entry?.rejected(error)
      else entry?.acknowledged(metadata)
      resolve()
    })
    if (!taken) return null
    // The callback is never called before trySend returns, so the entry is there in time.
    entry = ledger.sent(sent)
    this.#follow(entry.number, promise)
    return promise
  }

  /** Tries again whenever there is said to be room, and then does as everybody does. The record counts as sent when it is accepted. */
  async #sendWhenReady(made: MadeRecord): Promise<void> {
    const { producer } = this.#world
    for (let ask = 0; ask < ASKS; ask++) {
      const ready = await producer.ready({ timeoutMs: READY_MS }).then(
        () => true,
        () => false,
      )
      if (!ready) break
      const tried = this.#tryOnce(made)
      if (tried !== null) return tried
    }
    return this.#waitInLine(made)
  }

  #waitInLine({ record, sent }: MadeRecord): Promise<void> {
    const { ledger, producer } = this.#world
    const entry = ledger.sent(sent)
    const settled = entry.follow(producer.send(record))
    this.#follow(entry.number, settled)
    this.#reuse(record)
    return settled
  }

  #sendBatch(count: number): void {
    const { ledger, producer } = this.#world
    const made = Array.from({ length: count }, () => this.#make())
    const entries = made.map(({ sent }) => ledger.sent(sent))
    const results = producer.sendBatch(made.map(({ record }) => record))
    for (const { record } of made) this.#reuse(record)
    for (const [index, entry] of entries.entries()) {
      const own = results.then((settled) => {
        const result = settled[index]
        if (result?.status === 'fulfilled') return result.value
        throw result?.reason
      })
      this.#follow(entry.number, entry.follow(own))
    }
  }

  #flush(): void {
    // Every record settles in time, and so does the flush that waits for them.
    this.#settled.push(this.#checkFlush())
  }

  /** Nothing that was sent before a flush is still open when it has ended. */
  async #checkFlush(): Promise<void> {
    const { producer, plan, ledger, clock } = this.#world
    const before = ledger.entries.slice()
    const calledAt = clock.now()
    await producer.flush({ timeoutMs: plan.options.deliveryTimeoutMs * 2 })
    // Who follows a promise hears of it some reactions later than who flushes.
    await new Promise<void>((resolve) => clock.scheduleTurn(resolve))
    // What is in a stream need not have been accepted by then.
    const open = before.find(
      ({ settlement, session }) => settlement === undefined && session === '',
    )
    if (open === undefined) return
    this.#complaints.push(
      `a flush from ${calledAt} to ${clock.now()} ms has ended, and record ${open.number} to ${open.topic} is open`,
    )
  }

  /** Follows a record whose promise settles on its own. */
  #followOpen({ number }: LedgerEntry, { key, value }: SentRecord, settled: Promise<void>): void {
    const keyBytes = key?.length ?? 0
    this.#open.add(keyBytes + (value?.length ?? 0) + PROMISE_OVERHEAD_BYTES, settled)
    this.#follow(number, settled)
  }

  #follow(number: number, settled: Promise<void>): void {
    const { ledger, note } = this.#world
    const noted = settled.then(() => {
      note(() => `record ${number} ${JSON.stringify(ledger.entries[number]?.settlement)}`)
    })
    this.#settled.push(noted)
  }

  #make(): MadeRecord {
    const dice = this.#dice
    const { plan, kafka, clock } = this.#world
    const { name: topic } = dice.pick(plan.topics)
    const large = dice.chance(plan.sizes.largeShare)
    const value = this.#value(dice.whole(0, plan.sizes.most * (large ? 10 : 1)))
    const key = dice.chance(0.5) ? `key-${dice.whole(1, KEYS)}` : null
    const partitions = kafka.cluster.state.topic(topic)?.partitions.length ?? 1
    const partition = dice.chance(0.3) ? dice.whole(0, partitions - 1) : undefined
    const headers = Array.from(
      { length: dice.chance(0.2) ? dice.whole(1, 3) : 0 },
      () => [dice.pick(HEADER_NAMES), dice.chance(0.2) ? null : `${dice.whole(0, 999)}`] as const,
    )
    const stamped = plan.topics.some(
      ({ name, config }) => name === topic && config?.['message.timestamp.type'] === undefined,
    )
    const timestamp =
      stamped && dice.chance(0.1) ? clock.wallTime() - dice.whole(0, 1_000) : undefined
    const record = { topic, key, value, partition, headers, timestamp }
    // The producer gets a value of its own, which is overwritten later.
    return { record: { ...record, value: Buffer.from(value) }, sent: record }
  }

  /** A value that no other record of this run has: its number, and random bytes. */
  #value(bytes: number): Buffer {
    const from = this.#dice.whole(0, FILLER_BYTES - 1)
    return Buffer.concat([
      Buffer.from(`${this.#made++}:`),
      this.#filler.subarray(from, from + bytes),
    ])
  }

  /** Callers use their buffers again at once: bytes are those of the time of the call. */
  #reuse({ value }: ProducerRecord): void {
    if (value instanceof Uint8Array && this.#dice.chance(0.5)) value.fill(0xee)
  }
}
