/** One signal's listeners, and how to leave it. */
interface WatchedSignal {
  readonly listeners: Set<() => void>
  readonly leave: () => void
}

/**
 * Listens to callers' signals, once to each: a signal looks through all its listeners for each that comes or goes, so 16,000
 * records that wait with the same one would hold the event loop for seconds.
 */
export class AbortListeners {
  readonly #bySignal = new Map<AbortSignal, WatchedSignal>()

  /**
   * Has a function called when the signal is aborted, in the order in which they came.
   *
   * @returns what ends that
   */
  listen(signal: AbortSignal, onAbort: () => void): () => void {
    const watched = this.#bySignal.get(signal) ?? this.#watch(signal)
    const { listeners, leave } = watched
    listeners.add(onAbort)
    return () => {
      listeners.delete(onAbort)
      if (listeners.size > 0 || this.#bySignal.get(signal) !== watched) return
      this.#bySignal.delete(signal)
      leave()
    }
  }

  #watch(signal: AbortSignal): WatchedSignal {
    const listeners = new Set<() => void>()
    const abort = (): void => {
      this.#bySignal.delete(signal)
      for (const onAbort of listeners) onAbort()
    }
    signal.addEventListener('abort', abort, { once: true })
    const watched = { listeners, leave: () => signal.removeEventListener('abort', abort) }
    this.#bySignal.set(signal, watched)
    return watched
  }
}
