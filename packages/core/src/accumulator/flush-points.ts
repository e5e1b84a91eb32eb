import { FlushPoint } from './flush-point.ts'

/**
 * What is unsettled, by the flush that would wait for it. A flush costs the same however much is unsettled and however many
 * others run: it ends a stretch of time and waits for that, while batches and records only know theirs.
 */
export class FlushPoints {
  #first: FlushPoint
  #current: FlushPoint
  /** The one before the current. */
  #last: FlushPoint | null = null

  constructor() {
    this.#first = this.#current = this.#add(0)
  }

  /** Where whatever begins now counts. */
  get current(): FlushPoint {
    return this.#current
  }

  /** Whether nothing began since the last flush. */
  get isQuiet(): boolean {
    return this.#current.left === 0
  }

  /**
   * Ends a stretch of time.
   *
   * @returns what a flush that begins now waits for; null when nothing is unsettled
   */
  end(): FlushPoint | null {
    if (this.isQuiet) return this.#last
    const ended = this.#current
    this.#current = this.#add(ended.ordinal + 1)
    ended.next = this.#current
    this.#last = ended
    return ended
  }

  /** How many batches and waiting records that one still waits for. */
  unsettledUpTo(point: FlushPoint): number {
    let count = 0
    for (let each: FlushPoint | null = this.#first; each !== null; each = each.next) {
      if (each.ordinal <= point.ordinal) count += each.left
    }
    return count
  }

  #add(ordinal: number): FlushPoint {
    return new FlushPoint(ordinal, () => this.#pass())
  }

  // In order: what came later may have settled earlier.
  #pass(): void {
    while (this.#first !== this.#current && this.#first.left === 0) {
      const passed = this.#first
      this.#first = passed.next ?? this.#current
      if (this.#last === passed) this.#last = null
      for (const listener of passed.listeners) listener()
    }
  }
}
