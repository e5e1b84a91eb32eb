// Spent entries at the head are cut off when there are this many of them, and as many behind.
const COMPACT_AFTER = 1_024

/** A queue that may be long: taking the first entry costs the same however many wait, unlike `Array.shift`. */
export class Fifo<T> {
  #entries: T[] = []
  #head = 0

  get length(): number {
    return this.#entries.length - this.#head
  }

  get first(): T | undefined {
    return this.#entries[this.#head]
  }

  push(entry: T): void {
    this.#entries.push(entry)
  }

  replaceFirst(entry: T): void {
    this.#entries[this.#head] = entry
  }

  take(): T | undefined {
    const first = this.#entries[this.#head]
    if (this.#head === this.#entries.length) return undefined
    this.#head++
    if (this.#head === this.#entries.length) this.clear()
    else if (this.#head > COMPACT_AFTER && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head)
      this.#head = 0
    }
    return first
  }

  clear(): void {
    this.#entries.length = 0
    this.#head = 0
  }
}
