import { ProducerError } from '../errors/producer-error.ts'
import { BoundedWait, type BoundedWaitDependencies } from './bounded-wait.ts'
import { closedError } from './refusals.ts'
import type { WaitOptions } from './wait-options.ts'

/**
 * Calls that wait for brokers without a record. A caller stops waiting when its time is over, when its signal says so and when
 * the producer closes; the work itself ends when it ends.
 */
export class BoundedCalls {
  readonly #dependencies: BoundedWaitDependencies
  /** What ends each wait, for `close`. */
  readonly #ends = new Set<() => void>()

  constructor(dependencies: BoundedWaitDependencies) {
    this.#dependencies = dependencies
  }

  /** @param name of the call, for the error */
  async run<Result>(
    name: string,
    work: () => Promise<Result>,
    options: WaitOptions,
  ): Promise<Result> {
    const end = (): void => wait.reject(closedError())
    const wait = new BoundedWait<Result>(
      this.#dependencies,
      options,
      (waitedMs) => lateError(name, waitedMs),
      () => this.#ends.delete(end),
    )
    this.#ends.add(end)
    const run = async (): Promise<void> => wait.resolve(await work())
    run().catch((error: unknown) => wait.reject(error))
    return wait.promise
  }

  /** Ends every wait. */
  close(): void {
    for (const end of this.#ends) end()
  }
}

function lateError(name: string, timeoutMs: number): ProducerError {
  const message = `${name} did not end within ${timeoutMs} ms`
  return new ProducerError('BROKERS_UNREACHABLE', message, { retriable: true })
}
