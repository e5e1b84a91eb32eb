/** What one suite did with one mutant. */
export type LaneResult =
  | { readonly kind: 'survived' }
  /** The suite failed, as it should; `by` says where. */
  | { readonly kind: 'died'; readonly by: string }
  /** The mutant could not even be loaded, so that its death proves nothing. */
  | { readonly kind: 'unloadable'; readonly why: string }
