/** A timer that waits in a {@link TimerHeap}. */
export interface HeapTimer {
  readonly dueAt: number
  /** Decides between timers of the same time. */
  readonly order: number
  readonly callback: () => void
  /** Where it stands; −1 when it has fired or was cancelled. */
  at: number
}

/** Timers by their time: setting, taking the next and cancelling cost the logarithm of how many wait. */
export class TimerHeap {
  // Each entry is due no later than those at twice its place plus one and plus two.
  readonly #timers: HeapTimer[] = []
  #nextOrder = 0

  get length(): number {
    return this.#timers.length
  }

  get first(): HeapTimer | undefined {
    return this.#timers[0]
  }

  add(dueAt: number, callback: () => void): HeapTimer {
    const timer = { dueAt, order: this.#nextOrder++, callback, at: this.#timers.length }
    this.#timers.push(timer)
    this.#rise(timer)
    return timer
  }

  /** Takes a timer out, if it is still there. */
  remove(timer: HeapTimer): void {
    const { at } = timer
    if (at === -1) return
    timer.at = -1
    const last = this.#timers.pop()
    if (last === undefined || last === timer) return
    this.#place(last, at)
    this.#rise(last)
    this.#sink(last)
  }

  #rise(timer: HeapTimer): void {
    for (let at = timer.at; at > 0; at = timer.at) {
      const above = (at - 1) >> 1
      const parent = this.#timers[above]
      if (parent === undefined || !isBefore(timer, parent)) return
      this.#place(parent, at)
      this.#place(timer, above)
    }
  }

  #sink(timer: HeapTimer): void {
    for (;;) {
      const { at } = timer
      const left = this.#timers[2 * at + 1]
      const right = this.#timers[2 * at + 2]
      const child =
        right !== undefined && left !== undefined && isBefore(right, left) ? right : left
      if (child === undefined || !isBefore(child, timer)) return
      const below = child.at
      this.#place(child, at)
      this.#place(timer, below)
    }
  }

  #place(timer: HeapTimer, at: number): void {
    this.#timers[at] = timer
    timer.at = at
  }
}

function isBefore(one: HeapTimer, other: HeapTimer): boolean {
  return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order)
}
