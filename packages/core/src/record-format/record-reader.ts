import type { EncodedRecord } from '../record/encoded-record.ts'
import { FieldReader } from './field-reader.ts'
import { HeaderBlock } from './header-block.ts'
import { RECORDS_AT } from './record-batch-layout.ts'
import type { RecordContent } from './record-writer.ts'

/** Reads the records of a batch that `RecordBatchBuilder` wrote, one after the other, as views of its bytes. */
export class RecordReader {
  readonly #fields: FieldReader
  readonly #topic: string
  readonly #partition: number
  readonly #baseTimestamp: number

  constructor(batch: Buffer, topic: string, partition: number, baseTimestamp: number) {
    this.#fields = new FieldReader(batch, RECORDS_AT)
    this.#topic = topic
    this.#partition = partition
    this.#baseTimestamp = baseTimestamp
  }

  /** How many bytes of the batch are read, its header included. */
  get position(): number {
    return this.#fields.position
  }

  /** Leaves out the next record. */
  skip(): void {
    this.#fields.skip(this.#fields.varlong())
  }

  /** The next record in the form in which a batch takes it; the caller counts. */
  nextContent(): RecordContent {
    const fields = this.#fields
    const length = fields.varlong()
    const end = fields.position + length
    fields.skip(1) // its attributes
    const timestamp = this.#baseTimestamp + fields.varlong()
    fields.varlong() // its offset delta
    const key = fields.field()
    const value = fields.field()
    const headerCount = fields.varlong()
    const headers = new HeaderBlock(fields.upTo(end), headerCount)
    return {
      timestamp,
      key,
      keyLength: key === null ? -1 : key.length,
      value,
      valueLength: value === null ? -1 : value.length,
      headers,
    }
  }

  /** The next record; the caller counts. */
  next(): EncodedRecord {
    const fields = this.#fields
    fields.varlong() // the record's length
    fields.skip(1) // its attributes
    const timestamp = this.#baseTimestamp + fields.varlong()
    fields.varlong() // its offset delta
    const key = fields.field()
    const value = fields.field()
    const headers = fields.headers()
    return { topic: this.#topic, partition: this.#partition, key, value, headers, timestamp }
  }
}
