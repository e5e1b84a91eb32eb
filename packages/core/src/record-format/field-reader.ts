/** Reads varints, fields and headers out of bytes that this package wrote itself: nothing is checked. */
export class FieldReader {
  readonly #bytes: Buffer
  #position: number

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes
    this.#position = position
  }

  get position(): number {
    return this.#position
  }

  /** Everything before `end`, as a view. */
  upTo(end: number): Buffer {
    const start = this.#position
    this.#position = end
    return this.#bytes.subarray(start, end)
  }

  skip(count: number): void {
    this.#position += count
  }

  /** A varint, or a varlong that is a safe integer. */
  varlong(): number {
    const first = this.#bytes[this.#position++] as number
    // Without the sign, which is the lowest bit: with it, a safe integer could be beyond what a double counts exactly.
    let magnitude = (first & 0x7f) >>> 1
    let scale = 0x40
    for (let byte = first; byte >= 0x80; scale *= 0x80) {
      byte = this.#bytes[this.#position++] as number
      magnitude += (byte & 0x7f) * scale
    }
    return first & 1 ? -magnitude - 1 : magnitude
  }

  /** Bytes behind their length, as a view; null where the length is −1. */
  field(): Buffer | null {
    const length = this.varlong()
    if (length < 0) return null
    const start = this.#position
    this.#position += length
    return this.#bytes.subarray(start, this.#position)
  }

  /** Names and values of so many headers; where nothing is said, of as many as the count in front of them says. */
  headers(count: number = this.varlong()): [name: string, value: Buffer | null][] {
    const headers: [string, Buffer | null][] = []
    for (let left = count; left > 0; left--) {
      const name = this.field()?.toString('utf8') ?? ''
      headers.push([name, this.field()])
    }
    return headers
  }
}
