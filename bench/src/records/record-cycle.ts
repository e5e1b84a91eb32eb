import type { BenchRecord } from './bench-record.ts'

/** Hands out the same records over and over, in order. Many senders may share one. */
export class RecordCycle {
  readonly #records: readonly [BenchRecord, ...BenchRecord[]]
  #nextIndex = 0

  /** @throws {RangeError} when there is no record to hand out */
  constructor(records: readonly BenchRecord[]) {
    const [first, ...others] = records
    if (first === undefined) throw new RangeError('A cycle needs at least one record')
    this.#records = [first, ...others]
  }

  next(): BenchRecord {
    const record = this.#records[this.#nextIndex] ?? this.#records[0]
    this.#nextIndex = this.#nextIndex + 1 < this.#records.length ? this.#nextIndex + 1 : 0
    return record
  }

  take(count: number): BenchRecord[] {
    return Array.from({ length: count }, () => this.next())
  }
}
