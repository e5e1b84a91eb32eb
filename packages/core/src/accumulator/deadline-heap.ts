/** Items by the time at which they are due, the earliest first: a binary heap, so n items cost O(log n) each. */
export class DeadlineHeap<T> {
  readonly #times: number[] = []
  readonly #items: T[] = []

  /** When the earliest item is due; Infinity when there is none. */
  get nextAtMs(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY
  }

  push(atMs: number, item: T): void {
    let index = this.#times.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if ((this.#times[parent] as number) <= atMs) break
      this.#put(index, this.#times[parent] as number, this.#items[parent] as T)
      index = parent
    }
    this.#put(index, atMs, item)
  }

  /** Takes out the earliest item if it is due at `nowMs`. */
  popDue(nowMs: number): T | undefined {
    if (this.nextAtMs > nowMs) return undefined
    const earliest = this.#items[0] as T
    const lastTime = this.#times.pop() as number
    const lastItem = this.#items.pop() as T
    if (this.#times.length > 0) this.#sink(lastTime, lastItem)
    return earliest
  }

  #sink(atMs: number, item: T): void {
    const count = this.#times.length
    let index = 0
    for (let child = 1; child < count; child = index * 2 + 1) {
      const right = child + 1
      if (right < count && (this.#times[right] as number) < (this.#times[child] as number)) {
        child = right
      }
      if ((this.#times[child] as number) >= atMs) break
      this.#put(index, this.#times[child] as number, this.#items[child] as T)
      index = child
    }
    this.#put(index, atMs, item)
  }

  #put(index: number, atMs: number, item: T): void {
    this.#times[index] = atMs
    this.#items[index] = item
  }
}
