/**
 * Randomness, injected so that a seed replays a run.
 *
 * @public
 */
export interface Random {
  /** A number in [0, 1). */
  next(): number
}
