import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { abortedError } from './refusals.ts'
import type { WaitOptions } from './wait-options.ts'

/**
 * Refuses what is no signal or no time, and a signal that was aborted already, before anything is held or counted for the wait.
 *
 * @throws {ProducerError} `INVALID_OPTION` that names the option and its value; `ABORTED`
 */
export function checkWaitOptions({ signal, timeoutMs }: WaitOptions, topic?: string): void {
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw invalid('signal', signal, 'an AbortSignal')
  }
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    throw invalid('timeoutMs', timeoutMs, 'milliseconds, 0 or more')
  }
  if (signal?.aborted) throw abortedError(topic, signal)
}

function invalid(name: string, value: unknown, expected: string): ProducerError {
  return new ProducerError(
    'INVALID_OPTION',
    `Option ${name} is ${describeValue(value)}; it takes ${expected}`,
  )
}
