interface WaitingFault {
  readonly kind: string
  readonly fired: () => number
}

/** Counts, by kind, the faults that really happened: a rule that met no request is none. */
export class FaultTally {
  readonly #events = new Map<string, number>()
  readonly #waiting: WaitingFault[] = []

  /** Follows a fault that is set up and may happen later. */
  follow(kind: string, fired: () => number): void {
    this.#waiting.push({ kind, fired })
  }

  /** Something was done at once. */
  happened(kind: string): void {
    this.#events.set(kind, (this.#events.get(kind) ?? 0) + 1)
  }

  /** How often each kind has happened; kinds that have not are left out. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map(this.#events)
    for (const { kind, fired } of this.#waiting) {
      if (fired() > 0) counts.set(kind, (counts.get(kind) ?? 0) + fired())
    }
    return counts
  }

  get total(): number {
    return [...this.counts().values()].reduce((sum, count) => sum + count, 0)
  }
}
