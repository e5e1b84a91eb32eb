import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import type { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { BoundedWait, type BoundedWaitDependencies } from './bounded-wait.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import type { WaitOptions } from './wait-options.ts'

export interface FlusherDependencies extends BoundedWaitDependencies {
  readonly accumulator: RecordAccumulator
  readonly reporter: DeliveryReporter
  readonly events: DeliveryEvents
}

/** Waits for everything that was sent so far, and makes it go at once. */
export class Flusher {
  readonly #dependencies: FlusherDependencies

  constructor(dependencies: FlusherDependencies) {
    this.#dependencies = dependencies
  }

  /** Resolves when every record that was sent before the call has settled, whichever way, and its failure was told. */
  async flush(options: WaitOptions): Promise<void> {
    const { accumulator, reporter, clock, events } = this.#dependencies
    const { flushPoints } = accumulator
    checkWaitOptions(options)
    const startedAtMs = clock.now()
    const point = flushPoints.end()
    if (point !== null) {
      const pass = (): void => wait.resolve()
      const wait = new BoundedWait<void>(
        this.#dependencies,
        options,
        (waitedMs) => unfinishedError(waitedMs, flushPoints.unsettledUpTo(point)),
        () => {
          point.ignore(pass)
          accumulator.endFlush()
          events.meters.flushMs += clock.now() - startedAtMs
        },
      )
      point.listen(pass)
      accumulator.beginFlush()
      accumulator.closeOpenBatches()
      await wait.promise
    }
    await reporter.reported()
  }
}

function unfinishedError(timeoutMs: number, unsettled: number): ProducerError {
  return new ProducerError(
    'DELIVERY_TIMEOUT',
    `The flush did not end within ${timeoutMs} ms; ${unsettled} batches or waiting records are not settled`,
    { retriable: true, persisted: 'possibly' },
  )
}
