import { fixedRetry } from '../../src/retry/fixed-retry.ts'
import { noRetry } from '../../src/retry/no-retry.ts'
import type { FailedAttempt, RetryPolicy } from '../../src/retry/retry-policy.ts'
import type { Dice } from './dice.ts'

/** What decides whether a batch is tried again: the options, or a policy that the caller gives. */
export type PlannedRetry = 'backoff' | 'fixed' | 'own' | 'none'

/** How often a policy of one's own fails at its task. */
const MISTAKES = 0.005

/** The policy to give to the producer; null: none, the options do it. */
export function plannedRetry(retry: PlannedRetry, dice: Dice): RetryPolicy | null {
  switch (retry) {
    case 'backoff':
      return null
    case 'fixed':
      return fixedRetry(dice.pick([1, 20, 250]))
    case 'none':
      return noRetry()
    case 'own':
      return ownPolicy(dice)
    default:
      return retry satisfies never
  }
}

/** A user's policy: it looks at everything that it is told, gives up on its own terms, and is not free of mistakes. */
function ownPolicy(dice: Dice): RetryPolicy {
  const attempts = dice.pick([2, 5, 50])
  const patienceMs = dice.pick([300, 3_000, 60_000])
  return {
    delayMs: ({ attempt, elapsedMs, error }: FailedAttempt): number | null => {
      if (dice.chance(MISTAKES)) throw new Error('The policy failed, as it was told to')
      if (dice.chance(MISTAKES)) return dice.pick([Number.NaN, -1, Number.POSITIVE_INFINITY])
      if (!error.retriable || attempt >= attempts || elapsedMs > patienceMs) return null
      return error.brokerError === null ? dice.whole(1, 100) : dice.next() * 30
    },
  }
}
