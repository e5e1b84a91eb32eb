import { monitorEventLoopDelay } from 'node:perf_hooks'

const SAMPLE_MS = 250
const RESOLUTION_MS = 1
const NANOSECONDS_PER_MS = 1e6

/** What a process took. */
export interface ResourceUse {
  readonly rssBeforeBytes: number
  readonly rssMostBytes: number
  /** How long the event loop was held at most, and in all but one of a thousand turns; waiting for a processor included. */
  readonly loopMostMs: number
  readonly loopP999Ms: number
}

/** Watches this process from now on. */
export class ResourceWatch {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #rssBeforeBytes = process.memoryUsage.rss()
  readonly #timer: NodeJS.Timeout
  #rssMostBytes = 0

  constructor() {
    this.#delay.enable()
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref()
  }

  stop(): ResourceUse {
    this.#sample()
    clearInterval(this.#timer)
    this.#delay.disable()
    return {
      rssBeforeBytes: this.#rssBeforeBytes,
      rssMostBytes: this.#rssMostBytes,
      // A turn that is not held at all counts as one resolution.
      loopMostMs: this.#delay.max / NANOSECONDS_PER_MS - RESOLUTION_MS,
      loopP999Ms: this.#delay.percentile(99.9) / NANOSECONDS_PER_MS - RESOLUTION_MS,
    }
  }

  #sample(): void {
    this.#rssMostBytes = Math.max(this.#rssMostBytes, process.memoryUsage.rss())
  }
}
