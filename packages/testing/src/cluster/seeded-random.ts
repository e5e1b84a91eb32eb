import type { ClusterRandom } from './random-id.ts'

/**
 * Numbers that are the same for the same seed (mulberry32), so that a run replays.
 *
 * @public
 */
export function seededRandom(seed: number): ClusterRandom {
  let state = seed
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
    },
  }
}
