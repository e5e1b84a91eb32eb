/** What came out of one seed. */
export interface SeedResult {
  readonly seed: number
  readonly records: number
  readonly acknowledged: number
  /** What the seed was beside its faults: its options, and rare things that came of them. */
  readonly traits: readonly string[]
  readonly faults: ReadonlyMap<string, number>
  /** Promises that were broken, each with its history; none in a good run. */
  readonly violations: readonly string[]
}
