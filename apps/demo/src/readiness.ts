/** What has to work before the demo takes traffic. */
export type ReadinessPart = 'expressProducer' | 'nestServer' | 'consumer'

/** The answer of `GET /readyz`. */
export interface ReadinessReport extends Readonly<Record<ReadinessPart, boolean>> {
  readonly ready: boolean
  readonly stopping: boolean
}

/** Knows whether the demo is ready: every part works and it is not about to stop. */
export class Readiness {
  readonly #working = new Set<ReadinessPart>()
  #stopping = false

  set(part: ReadinessPart, working: boolean): void {
    if (working) this.#working.add(part)
    else this.#working.delete(part)
  }

  /** From here on the demo is not ready, so that a load balancer sends no more requests. */
  stop(): void {
    this.#stopping = true
  }

  report(): ReadinessReport {
    const parts = {
      expressProducer: this.#working.has('expressProducer'),
      nestServer: this.#working.has('nestServer'),
      consumer: this.#working.has('consumer'),
    }
    const ready = !this.#stopping && Object.values(parts).every(Boolean)
    return { ready, stopping: this.#stopping, ...parts }
  }
}
