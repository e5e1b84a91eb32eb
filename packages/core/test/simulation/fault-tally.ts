import type { FaultRule } from '@headwater/testing'

interface WaitingRule {
  readonly kind: string
  readonly rule: FaultRule
}

/** Counts, by kind, the faults that really happened: a rule that met no request is none. */
export class FaultTally {
  readonly #events = new Map<string, number>()
  readonly #rules: WaitingRule[] = []

  /** Follows a rule, which may fire later. */
  follow(kind: string, rule: FaultRule): void {
    this.#rules.push({ kind, rule })
  }

  /** Something was done at once. */
  happened(kind: string): void {
    this.#events.set(kind, (this.#events.get(kind) ?? 0) + 1)
  }

  /** How often each kind has happened; kinds that have not are left out. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map(this.#events)
    for (const { kind, rule } of this.#rules) {
      if (rule.fired > 0) counts.set(kind, (counts.get(kind) ?? 0) + rule.fired)
    }
    return counts
  }

  get total(): number {
    return [...this.counts().values()].reduce((sum, count) => sum + count, 0)
  }
}
