import type { Random } from '../../src/time/random.ts'

/** A whole number from `least` to `most`, both included. */
export function randomInteger(random: Random, least: number, most: number): number {
  return least + Math.floor(random.next() * (most - least + 1))
}
