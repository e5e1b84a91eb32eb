import { FieldReader } from './field-reader.ts'
import { RECORDS_AT } from './record-batch-layout.ts'

/** Reads back when the records of a batch are from, in order, out of bytes that `RecordBatchBuilder` wrote. */
export class RecordTimestamps {
  readonly #fields: FieldReader
  readonly #baseTimestamp: number
  #nextIndex = 0

  constructor(batch: Buffer, baseTimestamp: number) {
    this.#fields = new FieldReader(batch, RECORDS_AT)
    this.#baseTimestamp = baseTimestamp
  }

  /** The lowest index that it can still be asked for. */
  get nextIndex(): number {
    return this.#nextIndex
  }

  /** The timestamp of the record at that index, in milliseconds. Those before it are left behind. */
  at(index: number): number {
    const fields = this.#fields
    for (; this.#nextIndex < index; this.#nextIndex++) fields.skip(fields.varlong())
    const end = fields.varlong() + fields.position
    fields.skip(1) // its attributes
    const timestamp = this.#baseTimestamp + fields.varlong()
    fields.skip(end - fields.position)
    this.#nextIndex++
    return timestamp
  }
}
