import type { Dice } from '../dice.ts'
import type { SimulatedWorld } from '../simulated-world.ts'

/** What a fault works with. */
export interface Strike {
  readonly world: SimulatedWorld
  readonly dice: Dice
  /** The fault's name. */
  readonly kind: string
  /** Counts the fault: it happened just now. */
  happened(): void
  /** Does something when the fault is over, after so much time or when the cluster is healed, whichever comes first. */
  later(delayMs: number, heal: () => void): void
}

/** One way in which things go wrong. */
export interface FaultKind {
  readonly name: string
  /** Makes it happen, or sets it up; what cannot happen now does not. */
  readonly strike: (strike: Strike) => void
}
