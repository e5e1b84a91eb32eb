import { invalidOption } from '../errors/invalid-option.ts'
import { abortedError } from './refusals.ts'

/**
 * Refuses what is no signal, and one that was aborted already, before anything is held or counted for the wait.
 *
 * @throws {ProducerError} `INVALID_OPTION` that names the option and its value; `ABORTED`
 */
export function checkSignal(signal: AbortSignal | undefined, topic?: string): void {
  if (signal === undefined) return
  // By what it can do: a test runner's own realm, or a browser's DOM in Node, has another class.
  const isSignal =
    typeof signal?.addEventListener === 'function' &&
    typeof signal.removeEventListener === 'function'
  if (!isSignal) throw invalidOption('signal', signal, 'an AbortSignal')
  if (signal.aborted) throw abortedError(topic, signal)
}
