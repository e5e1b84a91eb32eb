import type { EmbeddedKafka } from '@headwater/testing'
import { ProducerError } from '../src/errors/producer-error.ts'
import type { RecordMetadata } from '../src/record/record-metadata.ts'

interface Entry {
  readonly id: number
  readonly partition: number
  readonly settleByMs: number
  settledAtMs: number
  offset: number
  outcome: 'pending' | 'acknowledged' | 'no' | 'possibly' | 'untyped'
}

/** What a test was promised record by record, written from the promises alone, and what is wrong with it (O1 to O6). */
export class DeliveryLedger {
  readonly #entries: Entry[] = []
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  get size(): number {
    return this.#entries.length
  }

  count(outcome: Entry['outcome']): number {
    return this.#entries.filter((entry) => entry.outcome === outcome).length
  }

  /** Sends a record whose value is its number in the order of sending, and notes what becomes of it. */
  send(
    partition: number,
    withinMs: number,
    send: (value: string) => Promise<RecordMetadata>,
  ): Promise<void> {
    const entry: Entry = {
      id: this.#entries.length,
      partition,
      settleByMs: this.#now() + withinMs,
      settledAtMs: -1,
      offset: -1,
      outcome: 'pending',
    }
    this.#entries.push(entry)
    return send(String(entry.id)).then(
      ({ offset }) => {
        entry.outcome = 'acknowledged'
        entry.offset = offset
        entry.settledAtMs = this.#now()
      },
      (error: unknown) => {
        entry.outcome = error instanceof ProducerError ? error.persisted : 'untyped'
        entry.settledAtMs = this.#now()
      },
    )
  }

  /** Compares with what is stored; empty when every promise was kept. */
  complaints(kafka: EmbeddedKafka, topic: string): string[] {
    const stored = new Map<number, number[]>()
    const complaints: string[] = []
    const last = new Map<number, number>()
    for (const { partition, offset, value } of kafka.records(topic)) {
      const id = Number(value?.toString())
      stored.set(id, [...(stored.get(id) ?? []), offset])
      if (this.#entries[id]?.partition !== partition) complaints.push(`${id} is in ${partition}`)
      if (id < (last.get(partition) ?? -1)) complaints.push(`${id} is behind its successor`)
      last.set(partition, id)
    }
    for (const entry of this.#entries) complaints.push(...complaintsAbout(entry, stored))
    return complaints
  }
}

function complaintsAbout(entry: Entry, stored: ReadonlyMap<number, number[]>): string[] {
  const { id, outcome, offset, settledAtMs, settleByMs } = entry
  const offsets = stored.get(id) ?? []
  const complaints: string[] = []
  if (outcome === 'pending' || outcome === 'untyped') complaints.push(`${id} is ${outcome}`)
  if (outcome === 'acknowledged' && offsets.length !== 1) {
    complaints.push(`${id} is acknowledged and stored ${offsets.length} times`)
  }
  if (outcome === 'acknowledged' && offset >= 0 && offset !== offsets[0]) {
    complaints.push(`${id} is at ${offsets[0]}, not ${offset}`)
  }
  if (outcome === 'no' && offsets.length > 0) complaints.push(`${id} is not stored, and is`)
  if (offsets.length > 1) complaints.push(`${id} is stored ${offsets.length} times`)
  if (settledAtMs > settleByMs) complaints.push(`${id} settled ${settledAtMs - settleByMs} ms late`)
  return complaints
}
