import type { FaultPoint, FaultRule } from '@headwater/testing'
import type { Dice } from '../dice.ts'
import type { Strike } from './fault-kind.ts'

/** Sets up what happens to requests that were matched. */
export type MakeRule = (point: FaultPoint, dice: Dice, strike: Strike) => FaultRule
