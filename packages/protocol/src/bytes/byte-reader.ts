import { ProtocolError } from '../errors/protocol-error.ts'

/** Five groups of seven bits hold 32 bits; of the fifth, only four bits may be set. */
const LAST_VARINT_SHIFT = 28
const LAST_VARINT_MAX = 0x0f

/**
 * Reads big-endian values one after the other. Every read first checks that its bytes are there, so a length that was sent
 * by a stranger is refused (`MALFORMED`) before anything is allocated for it.
 */
export class ByteReader {
  readonly #source: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** How many bytes have been read. */
  position(): number {
    return this.#at
  }

  /** How many bytes are left. */
  remaining(): number {
    return this.#source.length - this.#at
  }

  readInt8(): number {
    return this.#source.readInt8(this.#take(1))
  }

  readInt16(): number {
    return this.#source.readInt16BE(this.#take(2))
  }

  readInt32(): number {
    return this.#source.readInt32BE(this.#take(4))
  }

  readInt64(): bigint {
    return this.#source.readBigInt64BE(this.#take(8))
  }

  /** 0 to 2^32 − 1, in at most five bytes. */
  readUnsignedVarint(): number {
    let value = 0
    for (let shift = 0; shift < LAST_VARINT_SHIFT; shift += 7) {
      const byte = this.#source.readUInt8(this.#take(1))
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const last = this.#source.readUInt8(this.#take(1))
    if (last > LAST_VARINT_MAX) {
      throw new ProtocolError('MALFORMED', `varint ending at byte ${this.#at} exceeds 32 bits`)
    }
    return (value | (last << LAST_VARINT_SHIFT)) >>> 0
  }

  /** A view of the next `count` bytes, not a copy. */
  readBytes(count: number): Uint8Array {
    const at = this.#take(count)
    return new Uint8Array(this.#source.buffer, this.#source.byteOffset + at, count)
  }

  readText(count: number, encoding: 'utf8' | 'base64url'): string {
    const at = this.#take(count)
    return this.#source.toString(encoding, at, at + count)
  }

  skip(count: number): void {
    this.#take(count)
  }

  #take(count: number): number {
    const at = this.#at
    if (count > this.#source.length - at) {
      throw new ProtocolError(
        'MALFORMED',
        `${count} bytes announced at byte ${at}, ${this.#source.length - at} left`,
      )
    }
    this.#at = at + count
    return at
  }
}
