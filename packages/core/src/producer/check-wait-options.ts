import { describeValue } from '../errors/describe-value.ts'
import { invalidOption } from '../errors/invalid-option.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { checkSignal } from './check-signal.ts'
import type { WaitOptions } from './wait-options.ts'

const NAMES: readonly (keyof WaitOptions)[] = ['timeoutMs', 'signal']

/**
 * Refuses options that would not do what they look like: a bare number of milliseconds, a mistyped name, what is no time or no
 * signal; and a signal that was aborted already.
 *
 * @param names of the options that the call has
 * @throws {ProducerError} `INVALID_OPTION` that names the option and its value; `ABORTED`
 */
export function checkWaitOptions(options: WaitOptions, names: readonly string[] = NAMES): void {
  if (typeof options !== 'object' || options === null) {
    throw new ProducerError(
      'INVALID_OPTION',
      `Options are an object such as { timeoutMs: 5000 }, not ${describeValue(options)}`,
    )
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const known = names.join(' and ')
    const message = `Option ${describeValue(unknown)} is not known here; there is ${known}`
    throw new ProducerError('INVALID_OPTION', message)
  }
  const { signal, timeoutMs } = options
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    throw invalidOption('timeoutMs', timeoutMs, 'milliseconds, 0 or more')
  }
  checkSignal(signal)
}
