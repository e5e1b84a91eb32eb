import { seededRandom } from '@headwater/testing'
import type { Random } from '../../src/time/random.ts'

/** Choices that follow from a seed and nothing else. */
export class Dice implements Random {
  readonly #random: Random

  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  /** A number in [0, 1). */
  next(): number {
    return this.#random.next()
  }

  /** True for this share of the throws. */
  chance(share: number): boolean {
    return this.next() < share
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length - 1)] as T
  }
}
