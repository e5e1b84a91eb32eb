import type { Random } from './random.ts'

/** The process's own randomness: good for spreading load, not for secrets. */
export const systemRandom: Random = Object.freeze<Random>({ next: () => Math.random() })
