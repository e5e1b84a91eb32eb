import type { BenchRecord } from '../records/bench-record.ts'
import type { Floor } from './floor.ts'

/** How large a batch becomes, and from what smaller ones are cut: one allocation for many. */
const BATCH_BYTES = 65_536
const BATCH_HEADER_BYTES = 61
/** A record's own fields, beside key and value. */
const RECORD_FIELDS_BYTES = 8
/** Sends neighbours to partitions far apart, and all of them equally often (Knuth's multiplicative hash). */
const LARGE_PRIME = 2_654_435_761

interface Metadata {
  readonly partition: number
  readonly offset: number
}

/** As little as a batch can be: its bytes, how far they are written, and who waits for each record. */
class OpenBatch {
  readonly bytes: Buffer
  readonly end: number
  position: number
  readonly callbacks: ((error: null, metadata: Metadata) => void)[] = []

  constructor(bytes: Buffer, start: number, sizeInBytes: number) {
    this.bytes = bytes
    this.end = start + sizeInBytes
    this.position = start + BATCH_HEADER_BYTES
  }
}

/**
 * Writes records into the batches of so many partitions, each record somewhere else, and then calls back for each: no
 * protocol, no checks, no accounting, no network.
 */
export class ScatteredRecords implements Floor {
  readonly title: string
  readonly #window: number
  readonly #records: readonly BenchRecord[]
  readonly #open: (OpenBatch | null)[]
  readonly #batchBytes: number
  #spare = Buffer.alloc(0)
  #spareFrom = 0
  #sent: OpenBatch[] = []
  #count = 0
  #told = 0

  /** @param records with keys and values of bytes, no larger than the first ones */
  constructor(partitions: number, window: number, records: readonly BenchRecord[]) {
    this.title = `records into ${partitions.toLocaleString('en')} batches, ${window.toLocaleString('en')} at a time`
    this.#window = window
    this.#records = records
    this.#open = new Array<OpenBatch | null>(partitions).fill(null)
    const recordBytes = RECORD_FIELDS_BYTES + bytesOf(records[0])
    const perBatch = Math.ceil((window / partitions) * 2)
    this.#batchBytes = Math.min(BATCH_BYTES, BATCH_HEADER_BYTES + perBatch * recordBytes)
  }

  async round(): Promise<number> {
    for (let count = 0; count < this.#window; count++) this.#append()
    this.#told = 0
    for (const batch of this.#sent) this.#tell(batch)
    if (this.#told !== this.#window) throw new Error(`${this.#told} of ${this.#window} told`)
    this.#sent = []
    this.#open.fill(null)
    return this.#told
  }

  #append(): void {
    const index = this.#count++
    const { key, value } = this.#records[index % this.#records.length] as BenchRecord
    if (!Buffer.isBuffer(key) || !Buffer.isBuffer(value)) throw new Error('Records are of bytes')
    const partition = (Math.imul(index, LARGE_PRIME) >>> 0) % this.#open.length
    const size = RECORD_FIELDS_BYTES + key.length + value.length
    let batch = this.#open[partition] ?? null
    if (batch === null || batch.position + size > batch.end) {
      batch = this.#newBatch()
      this.#open[partition] = batch
      this.#sent.push(batch)
    }
    write(batch, key, value)
    batch.callbacks.push(this.#onTold)
  }

  #newBatch(): OpenBatch {
    if (this.#spareFrom + this.#batchBytes > this.#spare.length) {
      this.#spare = Buffer.allocUnsafeSlow(BATCH_BYTES)
      this.#spareFrom = 0
    }
    const from = this.#spareFrom
    this.#spareFrom += this.#batchBytes
    return new OpenBatch(this.#spare, from, this.#batchBytes)
  }

  #tell({ callbacks }: OpenBatch): void {
    for (let offset = 0; offset < callbacks.length; offset++) {
      callbacks[offset]?.(null, { partition: 0, offset })
    }
  }

  readonly #onTold = (): void => {
    this.#told++
  }
}

function write(batch: OpenBatch, key: Buffer, value: Buffer): void {
  const { bytes } = batch
  let at = batch.position
  bytes[at] = key.length
  at += RECORD_FIELDS_BYTES
  for (let index = 0; index < key.length; index++) bytes[at + index] = key[index] as number
  at += key.length
  bytes.set(value, at)
  batch.position = at + value.length
}

function bytesOf(record: BenchRecord | undefined): number {
  if (!Buffer.isBuffer(record?.key) || !Buffer.isBuffer(record.value)) {
    throw new Error('Records are of bytes')
  }
  return record.key.length + record.value.length
}
