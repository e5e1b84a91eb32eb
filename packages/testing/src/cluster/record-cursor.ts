import { BrokerRefusal } from './broker-refusal.ts'

const MAX_VARINT_BYTES = 5
const MAX_VARLONG_BYTES = 10
// A key length and a value length of one byte each; a count above remaining / 2 cannot be true.
const SMALLEST_HEADER_BYTES = 2

/**
 * A header of a stored record; Kafka forbids a null key.
 *
 * @public
 */
export interface StoredHeader {
  readonly key: string
  readonly value: Buffer | null
}

/**
 * Steps through the uncompressed records of one batch without allocating for each: {@link RecordCursor.next} moves its
 * fields. Every length is checked against the bytes left before it is used.
 */
export class RecordCursor {
  readonly #bytes: Buffer
  #position = 0
  #keyAt = 0
  #keyLength = -1
  #valueAt = 0
  #valueLength = -1
  #headersAt = 0
  #headerCount = 0
  /** Milliseconds after the batch's base timestamp; exact up to 2^53. */
  timestampDelta = 0
  offsetDelta = 0

  constructor(records: Buffer) {
    this.#bytes = records
  }

  /** Bytes behind the last record read. */
  get remaining(): number {
    return this.#bytes.length - this.#position
  }

  get hasKey(): boolean {
    return this.#keyLength >= 0
  }

  /** Moves to the next record. @throws {BrokerRefusal} `INVALID_RECORD` when its structure does not hold. */
  next(): void {
    const length = this.#readVarint()
    const end = this.#position + length
    if (length < 0 || end > this.#bytes.length) {
      throw malformed(`a record of ${length} bytes where ${this.remaining} are left`)
    }
    this.#skip(1)
    this.timestampDelta = this.#readVarlong()
    this.offsetDelta = this.#readVarint()
    this.#keyLength = this.#readVarint()
    this.#keyAt = this.#skip(Math.max(this.#keyLength, 0))
    this.#valueLength = this.#readVarint()
    this.#valueAt = this.#skip(Math.max(this.#valueLength, 0))
    this.#headerCount = this.#readVarint()
    this.#headersAt = this.#position
    if (this.#headerCount < 0 || this.#headerCount * SMALLEST_HEADER_BYTES > end - this.#position) {
      throw malformed(`${this.#headerCount} headers in ${end - this.#position} bytes`)
    }
    for (let i = 0; i < this.#headerCount; i++) this.#skipHeader()
    if (this.#position !== end) throw malformed('a record that does not fill its own length')
  }

  key(): Buffer | null {
    return this.#view(this.#keyAt, this.#keyLength)
  }

  value(): Buffer | null {
    return this.#view(this.#valueAt, this.#valueLength)
  }

  headers(): readonly StoredHeader[] {
    const endOfRecord = this.#position
    const headers: StoredHeader[] = []
    this.#position = this.#headersAt
    for (let i = 0; i < this.#headerCount; i++) {
      const keyLength = this.#readVarint()
      const key = this.#bytes.toString('utf8', this.#skip(keyLength), this.#position)
      const valueLength = this.#readVarint()
      headers.push({ key, value: this.#view(this.#skip(Math.max(valueLength, 0)), valueLength) })
    }
    this.#position = endOfRecord
    return headers
  }

  #skipHeader(): void {
    const keyLength = this.#readVarint()
    if (keyLength < 0) throw malformed('a header without a key')
    this.#skip(keyLength)
    this.#skip(Math.max(this.#readVarint(), 0))
  }

  #view(at: number, length: number): Buffer | null {
    return length < 0 ? null : this.#bytes.subarray(at, at + length)
  }

  /** Moves past `length` bytes and returns where they begin. */
  #skip(length: number): number {
    const at = this.#position
    if (length > this.#bytes.length - at) throw malformed(`a field of ${length} bytes past the end`)
    this.#position = at + length
    return at
  }

  #readVarint(): number {
    let raw = 0
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#readByte()
      raw |= (byte & 0x7f) << (7 * i)
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1)
    }
    throw malformed(`a varint of more than ${MAX_VARINT_BYTES} bytes`)
  }

  #readVarlong(): number {
    let byte = this.#readByte()
    // Zigzag puts the sign into the lowest bit. Read apart from it, whatever a double counts exactly is read exactly.
    const isNegative = byte % 2 === 1
    let distance = (byte & 0x7f) >> 1
    let scale = 64
    for (let i = 1; byte >= 0x80 && i < MAX_VARLONG_BYTES; i++) {
      byte = this.#readByte()
      distance += (byte & 0x7f) * scale
      scale *= 128
    }
    if (byte < 0x80) return isNegative ? -1 - distance : distance
    throw malformed(`a varlong of more than ${MAX_VARLONG_BYTES} bytes`)
  }

  #readByte(): number {
    const byte = this.#bytes[this.#position]
    if (byte === undefined) throw malformed('a number past the end')
    this.#position++
    return byte
  }
}

function malformed(what: string): BrokerRefusal {
  return new BrokerRefusal('INVALID_RECORD', `The record batch holds ${what}`)
}
