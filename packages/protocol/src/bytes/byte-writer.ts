import { ProtocolError } from '../errors/protocol-error.ts'

/** Most messages of a client fit, so that writing one takes a single allocation. */
const INITIAL_BYTES = 256

/** A frame's length is a signed 32-bit integer (Kafka protocol, "Protocol Primitive Types"). */
const MAX_BYTES = 0x7fffffff

/** Writes big-endian values one after the other into a buffer that grows. Values are checked by the caller. */
export class ByteWriter {
  #target: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES)
  #length = 0

  writeInt8(value: number): void {
    const at = this.#reserve(1)
    this.#target[at] = value
  }

  writeInt16(value: number): void {
    const at = this.#reserve(2)
    this.#target.writeInt16BE(value, at)
  }

  writeInt32(value: number): void {
    const at = this.#reserve(4)
    this.#target.writeInt32BE(value, at)
  }

  writeInt64(value: bigint): void {
    const at = this.#reserve(8)
    this.#target.writeBigInt64BE(value, at)
  }

  /** `value`: 0 to 2^32 − 1. */
  writeUnsignedVarint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.writeInt8((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.writeInt8(rest)
  }

  writeBytes(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length)
    this.#target.set(bytes, at)
  }

  /** Writes text that is known to take `byteLength` bytes in `encoding`. */
  writeText(text: string, byteLength: number, encoding: 'utf8' | 'base64url'): void {
    const at = this.#reserve(byteLength)
    this.#target.write(text, at, byteLength, encoding)
  }

  /** Everything written so far. The writer must not be used after it. */
  finish(): Buffer {
    return this.#target.subarray(0, this.#length)
  }

  /** Like {@link finish}, for a frame: its first four bytes, written as a placeholder, become its length. */
  finishFrame(): Buffer {
    this.#target.writeInt32BE(this.#length - 4, 0)
    return this.finish()
  }

  #reserve(count: number): number {
    const at = this.#length
    const needed = at + count
    if (needed > this.#target.length) this.#grow(needed)
    this.#length = needed
    return at
  }

  #grow(needed: number): void {
    if (needed > MAX_BYTES) {
      throw new ProtocolError('INVALID_VALUE', `must fit into a message of ${MAX_BYTES} bytes`)
    }
    const grown = Buffer.allocUnsafeSlow(
      Math.min(MAX_BYTES, Math.max(needed, this.#target.length * 2)),
    )
    this.#target.copy(grown, 0, 0, this.#length)
    this.#target = grown
  }
}
