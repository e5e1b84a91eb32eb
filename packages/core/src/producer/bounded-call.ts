import { ProducerError } from '../errors/producer-error.ts'
import type { Clock } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import type { WaitOptions } from './readiness.ts'
import { abortedError } from './refusals.ts'

/**
 * Does work that waits for brokers, keeps the process alive meanwhile, and stops waiting for it when the caller does; the work
 * itself ends when it ends.
 *
 * @param name of the call, for the error
 */
export async function boundedCall<Result>(
  name: string,
  work: () => Promise<Result>,
  options: WaitOptions,
  clock: Clock,
  hold: ProcessHold,
): Promise<Result> {
  const { signal, timeoutMs } = options
  checkWaitOptions(options)
  if (signal?.aborted) throw abortedError(undefined, signal)
  let giveUp: (error: ProducerError) => void = () => {}
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  const abort = (): void => {
    if (signal !== undefined) giveUp(abortedError(undefined, signal))
  }
  const timer =
    timeoutMs === undefined
      ? null
      : clock.setTimer(timeoutMs, () => giveUp(lateError(name, timeoutMs)))
  signal?.addEventListener('abort', abort, { once: true })
  hold.acquire()
  try {
    return await Promise.race([work(), givenUp])
  } finally {
    hold.release()
    timer?.cancel()
    signal?.removeEventListener('abort', abort)
  }
}

function lateError(name: string, timeoutMs: number): ProducerError {
  const message = `${name} did not end within ${timeoutMs} ms`
  return new ProducerError('BROKERS_UNREACHABLE', message, { retriable: true })
}
