import { FieldReader } from './field-reader.ts'
import type { HeaderSource } from './header-source.ts'

/** Headers as they end a record in its batch: count, then names and values. */
export class HeaderBlock implements HeaderSource {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get sizeInBytes(): number {
    return this.#bytes.length
  }

  measure(): void {} // Its bytes are its own.

  write(target: Buffer, at: number): number {
    target.set(this.#bytes, at)
    return at + this.#bytes.length
  }

  toBlock(): HeaderBlock {
    return this
  }

  /** Reads them back, as views of its bytes. */
  pairs(): [name: string, value: Buffer | null][] {
    return new FieldReader(this.#bytes, 0).headers()
  }
}
