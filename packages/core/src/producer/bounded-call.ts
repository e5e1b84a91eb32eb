import { ProducerError } from '../errors/producer-error.ts'
import { BoundedWait, type BoundedWaitDependencies } from './bounded-wait.ts'
import type { WaitOptions } from './wait-options.ts'

/**
 * Does work that waits for brokers, and stops waiting for it when the caller does; the work itself ends when it ends.
 *
 * @param name of the call, for the error
 */
export async function boundedCall<Result>(
  name: string,
  work: () => Promise<Result>,
  options: WaitOptions,
  dependencies: BoundedWaitDependencies,
): Promise<Result> {
  const wait = new BoundedWait<Result>(dependencies, options, (waitedMs) =>
    lateError(name, waitedMs),
  )
  const run = async (): Promise<void> => wait.resolve(await work())
  run().catch((error: unknown) => wait.reject(error))
  return wait.promise
}

function lateError(name: string, timeoutMs: number): ProducerError {
  const message = `${name} did not end within ${timeoutMs} ms`
  return new ProducerError('BROKERS_UNREACHABLE', message, { retriable: true })
}
