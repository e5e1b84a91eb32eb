const FIRST_SIZE = 16_384

/**
 * Where a decompressor writes: a buffer that grows up to a bound, so that a small batch cannot unfold into all memory.
 *
 * @throws {RangeError} from every method, when the output would exceed the bound or a copy reaches before its start.
 */
export class BoundedOutput {
  readonly #maxBytes: number
  #bytes = Buffer.alloc(FIRST_SIZE)
  #length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  append(bytes: Buffer): void {
    this.#reserve(bytes.length)
    bytes.copy(this.#bytes, this.#length)
    this.#length += bytes.length
  }

  /** Repeats `length` bytes that were written `distance` bytes ago; the two ranges may overlap. */
  repeat(distance: number, length: number): void {
    if (distance < 1 || distance > this.#length) {
      throw new RangeError(`A copy from ${distance} bytes back where ${this.#length} were written`)
    }
    this.#reserve(length)
    let done = 0
    while (done < length) {
      // Never more than `distance` at once: past that, the source is what this very call writes.
      const from = this.#length - distance
      const step = Math.min(distance, length - done)
      this.#bytes.copyWithin(this.#length, from, from + step)
      this.#length += step
      done += step
    }
  }

  /** All that was written; the output takes nothing afterwards. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed > this.#maxBytes) {
      throw new RangeError(`More than ${this.#maxBytes} bytes when decompressed`)
    }
    if (needed <= this.#bytes.length) return
    const grown = Buffer.alloc(Math.min(Math.max(needed, this.#bytes.length * 2), this.#maxBytes))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}
