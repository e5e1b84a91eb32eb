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

  /** A varint or varlong. */
  varlong(): number {
    let unsigned = 0
    let scale = 1
    for (;;) {
      const byte = this.#bytes[this.#position++] as number
      unsigned += (byte & 0x7f) * scale
      if (byte < 0x80) break
      scale *= 0x80
    }
    return unsigned % 2 === 0 ? unsigned / 2 : -(unsigned + 1) / 2
  }

  /** Bytes behind their length, as a view; null where the length is −1. */
  field(): Buffer | null {
    const length = this.varlong()
    if (length < 0) return null
    const start = this.#position
    this.#position += length
    return this.#bytes.subarray(start, this.#position)
  }

  /** A header block: count, then names and values. */
  headers(): [name: string, value: Buffer | null][] {
    const headers: [string, Buffer | null][] = []
    for (let left = this.varlong(); left > 0; left--) {
      const name = this.field()?.toString('utf8') ?? ''
      headers.push([name, this.field()])
    }
    return headers
  }
}
