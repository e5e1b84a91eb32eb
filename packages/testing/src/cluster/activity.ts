import type { ClusterClock } from '../time/cluster-clock.ts'

/** Tells those who wait for something that brokers may have done it: once a turn, however much they did. */
export class Activity {
  readonly #clock: ClusterClock
  readonly #watchers = new Set<() => void>()
  #scheduled = false
  #ended = false

  constructor(clock: ClusterClock) {
    this.#clock = clock
  }

  /** Whether there will be none any more. */
  get ended(): boolean {
    return this.#ended
  }

  /** Calls back after activity, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** A broker has done something. Costs nothing as long as nobody watches. */
  noticed(): void {
    if (this.#watchers.size === 0 || this.#scheduled) return
    this.#scheduled = true
    this.#clock.scheduleTurn(() => {
      this.#scheduled = false
      for (const watcher of [...this.#watchers]) watcher()
    })
  }

  end(): void {
    this.#ended = true
    this.noticed()
  }
}
