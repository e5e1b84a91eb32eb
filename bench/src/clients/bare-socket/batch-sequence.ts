import { crc32c } from './crc32c.ts'
import { ATTRIBUTES_AT, BASE_SEQUENCE_AT, CRC_AT, RECORD_COUNT_AT } from './record-batch-layout.ts'

const SEQUENCE_BYTES = 4
/** They wrap from the one before to 0. */
const SEQUENCE_LIMIT = 2 ** 31

/**
 * The sequence of a batch that is sent again and again, written over the one before. A CRC is linear: what each value of each of
 * the four bytes changes in it is known beforehand, so that the next request costs its sender four look-ups.
 */
export class BatchSequence {
  readonly #batch: Buffer
  readonly #recordCount: number
  readonly #crcOfZero: number
  readonly #changes: readonly Int32Array[]
  #next = 0

  /** @param batch encoded with sequence 0, for instance as a part of a request */
  constructor(batch: Buffer) {
    this.#batch = batch
    this.#recordCount = batch.readInt32BE(RECORD_COUNT_AT)
    this.#crcOfZero = batch.readUInt32BE(CRC_AT)
    const blank = Buffer.alloc(batch.length - ATTRIBUTES_AT)
    this.#changes = Array.from({ length: SEQUENCE_BYTES }, (_, place) =>
      changesOf(blank, BASE_SEQUENCE_AT - ATTRIBUTES_AT + place),
    )
  }

  /** Writes the next one. */
  advance(): void {
    const sequence = this.#next
    this.#next = (sequence + this.#recordCount) % SEQUENCE_LIMIT
    this.#batch.writeInt32BE(sequence, BASE_SEQUENCE_AT)
    let crc = this.#crcOfZero
    for (let place = 0; place < SEQUENCE_BYTES; place++) {
      const byte = this.#batch[BASE_SEQUENCE_AT + place] as number
      crc ^= this.#changes[place]?.[byte] as number
    }
    this.#batch.writeInt32BE(crc | 0, CRC_AT)
  }
}

/** What each value of the byte at that place changes in the CRC of bytes that are zero else. */
function changesOf(blank: Buffer, at: number): Int32Array {
  const unchanged = crc32c(blank)
  return Int32Array.from({ length: 256 }, (_, value) => {
    blank[at] = value
    const change = crc32c(blank) ^ unchanged
    blank[at] = 0
    return change
  })
}
