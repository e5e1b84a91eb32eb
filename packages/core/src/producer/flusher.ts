import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import { FlushBarrier } from '../accumulator/flush-barrier.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { Clock, Timer } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import type { WaitOptions } from './readiness.ts'
import type { RecordAdmission } from './record-admission.ts'
import { abortedError } from './refusals.ts'

/** Waits for everything that was sent so far, and makes it go at once. */
export class Flusher {
  readonly #accumulator: RecordAccumulator
  readonly #admission: RecordAdmission
  readonly #reporter: DeliveryReporter
  readonly #clock: Clock
  readonly #hold: ProcessHold

  constructor(
    accumulator: RecordAccumulator,
    admission: RecordAdmission,
    reporter: DeliveryReporter,
    clock: Clock,
    hold: ProcessHold,
  ) {
    this.#accumulator = accumulator
    this.#admission = admission
    this.#reporter = reporter
    this.#clock = clock
    this.#hold = hold
  }

  /** Resolves when every record that was sent before the call has settled, whichever way, and its failure was told. */
  async flush(options: WaitOptions): Promise<void> {
    checkWaitOptions(options)
    await this.#passBarrier(options)
    await this.#reporter.reported()
  }

  #passBarrier(options: WaitOptions): Promise<void> {
    const { signal, timeoutMs } = options
    if (signal?.aborted) return Promise.reject(abortedError(undefined, signal))
    return new Promise((resolve, reject) => {
      let timer: Timer | null = null
      let ended = false
      const end = (error: ProducerError | null): void => {
        if (ended) return
        ended = true
        barrier.ended = true
        timer?.cancel()
        signal?.removeEventListener('abort', abort)
        this.#accumulator.endFlush()
        this.#hold.release()
        if (error === null) resolve()
        else reject(error)
      }
      const abort = (): void => {
        if (signal !== undefined) end(abortedError(undefined, signal))
      }
      this.#hold.acquire()
      this.#accumulator.beginFlush()
      this.#accumulator.closeOpenBatches()
      const barrier = this.#raiseBarrier(() => end(null))
      if (barrier.left === 0) return end(null)
      if (timeoutMs !== undefined) {
        timer = this.#clock.setTimer(timeoutMs, () => end(unfinishedError(timeoutMs, barrier)))
      }
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  #raiseBarrier(onPassed: () => void): FlushBarrier {
    const barrier = new FlushBarrier(onPassed)
    const { unsettled } = this.#accumulator
    for (let batch = unsettled.first; batch !== null; batch = batch.next) {
      if (batch.addBarrier(barrier)) barrier.add()
    }
    this.#admission.addBarrier(barrier)
    return barrier
  }
}

function unfinishedError(timeoutMs: number, barrier: FlushBarrier): ProducerError {
  return new ProducerError(
    'DELIVERY_TIMEOUT',
    `The flush did not end within ${timeoutMs} ms; ${barrier.left} batches or waiting records are not settled`,
    { retriable: true, persisted: 'possibly' },
  )
}
