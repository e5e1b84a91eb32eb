/** One deliberate bug: a snippet of one source file, and what stands in its place while the suites run. */
export interface Mutant {
  /** What the producer does wrong then; no two have the same. */
  readonly name: string
  /** Below `packages/core/src`. */
  readonly file: string
  /** Is in the file exactly once. */
  readonly find: string
  readonly replace: string
  /**
   * The file below `packages/core/test` with the test that sees it, where neither the unit tests nor the simulation can: it
   * alone is run then, since all of them take a minute.
   */
  readonly seenBy?: string
}
