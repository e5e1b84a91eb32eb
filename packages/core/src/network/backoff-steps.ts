import { ProducerError } from '../errors/producer-error.ts'
import { exponentialBackoff } from '../retry/exponential-backoff.ts'
import type { Random } from '../time/random.ts'

/** Milliseconds to wait after so many failures in a row, 1 or more. */
export type BackoffSteps = (failures: number) => number

const NO_BATCH = new ProducerError('BROKERS_UNREACHABLE', 'No batch is concerned')

/** The steps of the default retry policy, for what is retried without a batch: dials, and questions for metadata. */
export function backoffSteps(initialMs: number, maxMs: number, random: Random): BackoffSteps {
  const policy = exponentialBackoff({ initialMs, maxMs, random })
  return (failures) => policy.delayMs({ attempt: failures, elapsedMs: 0, error: NO_BATCH }) ?? maxMs
}
