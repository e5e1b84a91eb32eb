/** Those who would be ended by one signal, and how to leave it. */
interface WatchedSignal<Member> {
  readonly members: Set<Member>
  readonly leave: () => void
}

/**
 * Listens to callers' signals, once to each: a signal looks through all its listeners for each that comes or goes, so 16,000
 * records that wait with the same one would hold the event loop for seconds.
 */
export class AbortListeners<Member> {
  readonly #onAbort: (members: Iterable<Member>, signal: AbortSignal) => void
  readonly #bySignal = new Map<AbortSignal, WatchedSignal<Member>>()

  /** @param onAbort ends those who listened to a signal that is aborted; in the order in which they came */
  constructor(onAbort: (members: Iterable<Member>, signal: AbortSignal) => void) {
    this.#onAbort = onAbort
  }

  listen(signal: AbortSignal, member: Member): void {
    const watched = this.#bySignal.get(signal) ?? this.#watch(signal)
    watched.members.add(member)
  }

  ignore(signal: AbortSignal, member: Member): void {
    const watched = this.#bySignal.get(signal)
    if (watched === undefined) return
    watched.members.delete(member)
    if (watched.members.size > 0) return
    this.#bySignal.delete(signal)
    watched.leave()
  }

  #watch(signal: AbortSignal): WatchedSignal<Member> {
    const members = new Set<Member>()
    const abort = (): void => {
      this.#bySignal.delete(signal)
      this.#onAbort(members, signal)
    }
    signal.addEventListener('abort', abort, { once: true })
    const watched = { members, leave: () => signal.removeEventListener('abort', abort) }
    this.#bySignal.set(signal, watched)
    return watched
  }
}
