/** One deliberate bug: a snippet of one source file, and what stands in its place while the suites run. */
export interface Mutant {
  /** What the producer does wrong then; no two have the same. */
  readonly name: string
  /** Below `packages/core/src`. */
  readonly file: string
  /** Is in the file exactly once. */
  readonly find: string
  readonly replace: string
}
