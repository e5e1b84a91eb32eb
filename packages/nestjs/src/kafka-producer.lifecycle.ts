import type { Producer } from '@headwater/core'
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { connectWithRetry } from './connect-with-retry.ts'
import type { ResolvedModuleOptions } from './kafka-producer.options.ts'
import { LOG_CONTEXT } from './nest-logger.ts'

/**
 * One producer's life inside a Nest application: made when it is first injected, connected before the application listens,
 * closed after it has answered its last request.
 *
 * It closes in `onApplicationShutdown` and in no earlier hook: the HTTP server still serves requests during
 * `onModuleDestroy` and `beforeApplicationShutdown`, and what those send would be lost.
 */
export class KafkaProducerLifecycle implements OnModuleInit, OnApplicationShutdown {
  readonly #options: ResolvedModuleOptions
  readonly #logger = new Logger(LOG_CONTEXT)
  readonly #ended = new AbortController()
  // Stays undefined when a test overrides the producer's token: then there is nothing of ours to connect or close.
  #producer: Producer | undefined

  constructor(options: ResolvedModuleOptions) {
    this.#options = options
  }

  /** Makes the producer. No connection is opened: this also runs where an application is built but never started. */
  open(): Producer {
    this.#producer = this.#options.makeProducer()
    return this.#producer
  }

  async onModuleInit(): Promise<void> {
    const { connect } = this.#options
    const producer = this.#producer
    if (producer === undefined || connect === 'manual') return
    if (connect === 'wait') await this.#connectInTime(producer)
    else void this.#connectInBackground(producer)
  }

  /** Never rejects: an error here must not keep other providers from ending. */
  async onApplicationShutdown(): Promise<void> {
    this.#ended.abort(new Error('The application ended'))
    if (this.#producer === undefined) return
    const { name, closeOnShutdown } = this.#options
    try {
      await this.#end(this.#producer)
      this.#logger.log(`Producer "${name}" ${closeOnShutdown ? 'flushed and closed' : 'flushed'}`)
    } catch (error) {
      this.#logger.error(`Producer "${name}" could not deliver everything: ${textOf(error)}`)
    }
  }

  // Closing alone would deliver as much, but it resolves whatever became of the records; the flush says when some were left.
  async #end(producer: Producer): Promise<void> {
    const { closeOnShutdown, shutdownTimeoutMs } = this.#options
    const startedMs = performance.now()
    try {
      await producer.flush({ timeoutMs: shutdownTimeoutMs })
    } finally {
      const leftMs = Math.max(0, Math.round(startedMs + shutdownTimeoutMs - performance.now()))
      if (closeOnShutdown) await producer.close({ timeoutMs: leftMs })
    }
  }

  async #connectInTime(producer: Producer): Promise<void> {
    const { name, startTimeoutMs } = this.#options
    const deadline = new AbortController()
    let firstFailure: unknown
    // A plain timer, for it has to hold the process while nothing else does; AbortSignal.timeout does not.
    const timer = setTimeout(() => {
      const reason = firstFailure === undefined ? 'no answer yet' : textOf(firstFailure)
      deadline.abort(
        new Error(
          `Producer "${name}" found no broker within ${startTimeoutMs} ms: ${reason}. ` +
            "To start without Kafka, set connect: 'background'",
          { cause: firstFailure },
        ),
      )
    }, startTimeoutMs)
    try {
      await connectWithRetry(producer, {
        signal: AbortSignal.any([deadline.signal, this.#ended.signal]),
        holdProcess: true,
        onFirstFailure: (error) => {
          firstFailure = error
          this.#logger.warn(`Producer "${name}" waits for a broker: ${textOf(error)}`)
        },
      })
    } catch (error) {
      // Nest runs no shutdown hooks for an application that failed to start.
      this.#producer = undefined
      if (this.#options.closeOnShutdown) await producer.close({ timeoutMs: 0 })
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async #connectInBackground(producer: Producer): Promise<void> {
    const { name } = this.#options
    try {
      await connectWithRetry(producer, {
        signal: this.#ended.signal,
        holdProcess: false,
        onFirstFailure: (error) => {
          this.#logger.warn(
            `Producer "${name}" goes on connecting in the background: ${textOf(error)}`,
          )
        },
      })
      this.#logger.log(`Producer "${name}" connected`)
    } catch (error) {
      if (this.#ended.signal.aborted) return
      this.#logger.error(`Producer "${name}" cannot connect: ${textOf(error)}`)
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
