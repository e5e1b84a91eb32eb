/** What a run of the simulation tells line by line. */
export type SeedLine =
  /** The code could be loaded. */
  | { readonly kind: 'loaded' }
  /** A seed was run; `violation` is the first promise that it broke. */
  | { readonly kind: 'seed'; readonly seed: number; readonly violation: string | null }
