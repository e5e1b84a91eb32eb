/** What a fuzz run did to producers, what became of it, and what must not have happened. */
export class FuzzReport {
  readonly #frames = new Map<string, number>()
  readonly #versions = new Set<string>()
  readonly #outcomes = new Map<string, number>()
  readonly #settlements = new Map<string, number>()
  readonly #breaches: string[] = []
  #frameCount = 0
  #seeds = 0

  /** Hostile frames that reached a producer. */
  get frames(): number {
    return this.#frameCount
  }

  get breaches(): readonly string[] {
    return this.#breaches
  }

  /** How often each response was attacked, by the name of its API. */
  get framesByApi(): ReadonlyMap<string, number> {
    return this.#frames
  }

  /** `Api version` of each response that was attacked. */
  get versions(): ReadonlySet<string> {
    return this.#versions
  }

  get settlements(): ReadonlyMap<string, number> {
    return this.#settlements
  }

  get outcomes(): ReadonlyMap<string, number> {
    return this.#outcomes
  }

  seedDone(): void {
    this.#seeds++
  }

  frame(api: string, version: number, outcome: string): void {
    this.#frameCount++
    count(this.#frames, api)
    this.#versions.add(`${api} ${version}`)
    count(this.#outcomes, outcome)
  }

  /** @param outcome `acknowledged`, `done`, or the code of the error */
  settled(outcome: string): void {
    count(this.#settlements, outcome)
  }

  breach(seed: number, what: string): void {
    this.#breaches.push(`seed ${seed}: ${what}`)
  }

  /** One line. */
  summary(): string {
    return [
      `${this.#frameCount} hostile frames in ${this.#seeds} seeds: ${listed(this.#frames)}`,
      `connections: ${listed(this.#outcomes)}`,
      `calls: ${listed(this.#settlements)}`,
      `${this.#breaches.length} breaches`,
    ].join('; ')
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, times]) => `${what} ${times}`)
    .join(', ')
}
