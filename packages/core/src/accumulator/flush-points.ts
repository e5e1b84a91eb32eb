import { FlushPoint } from './flush-point.ts'

/**
 * What is unsettled, by the flush that would wait for it. A flush costs the same however much is unsettled and however many
 * others run: it ends a stretch of time and waits for that, while batches and records only know theirs.
 */
export class FlushPoints {
  #first: FlushPoint
  #current: FlushPoint

  constructor() {
    this.#first = this.#current = this.#after(null)
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
    const ended = this.#current
    if (this.isQuiet) return ended.previous
    this.#current = this.#after(ended)
    ended.next = this.#current
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

  #after(previous: FlushPoint | null): FlushPoint {
    return new FlushPoint(previous, (point) => this.#settle(point))
  }

  #settle(point: FlushPoint): void {
    // One that nobody waits for is as good as the one before it: else one stuck partition would keep those of all flushes since.
    const isBetween = point !== this.#first && point !== this.#current
    if (isBetween && !point.isHeeded) this.#unlink(point)
    // In order: what came later may have settled earlier.
    while (this.#first !== this.#current && this.#first.left === 0) {
      const passed = this.#first
      this.#first = passed.next ?? this.#current
      this.#first.previous = null
      passed.pass()
    }
  }

  #unlink({ previous, next }: FlushPoint): void {
    if (previous !== null) previous.next = next
    if (next !== null) next.previous = previous
  }
}
