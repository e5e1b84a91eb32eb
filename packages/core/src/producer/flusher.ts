import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import { FlushBarrier } from '../accumulator/flush-barrier.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import type { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { BoundedWait, type BoundedWaitDependencies } from './bounded-wait.ts'
import type { WaitOptions } from './wait-options.ts'
import type { WaitingRecords } from './waiting-records.ts'

export interface FlusherDependencies extends BoundedWaitDependencies {
  readonly accumulator: RecordAccumulator
  readonly waitingRecords: WaitingRecords
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
    const { accumulator, waitingRecords, reporter, clock, events } = this.#dependencies
    const startedAtMs = clock.now()
    const barrier = new FlushBarrier(() => wait.resolve())
    const wait = new BoundedWait<void>(
      this.#dependencies,
      options,
      (waitedMs) => unfinishedError(waitedMs, barrier),
      () => {
        barrier.ended = true
        accumulator.endFlush()
        events.meters.flushMs += clock.now() - startedAtMs
      },
    )
    accumulator.beginFlush()
    accumulator.closeOpenBatches()
    for (let batch = accumulator.unsettled.first; batch !== null; batch = batch.next) {
      if (batch.addBarrier(barrier)) barrier.add()
    }
    waitingRecords.addBarrier(barrier)
    if (barrier.left === 0) wait.resolve()
    await wait.promise
    await reporter.reported()
  }
}

function unfinishedError(timeoutMs: number, barrier: FlushBarrier): ProducerError {
  return new ProducerError(
    'DELIVERY_TIMEOUT',
    `The flush did not end within ${timeoutMs} ms; ${barrier.left} batches or waiting records are not settled`,
    { retriable: true, persisted: 'possibly' },
  )
}
