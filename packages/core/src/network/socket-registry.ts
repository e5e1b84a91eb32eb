import type { ClientSocket, SocketFactory, SocketListener, SocketTarget } from './socket-factory.ts'

/** A socket factory that knows how many of its sockets have not closed yet. */
export class SocketRegistry implements SocketFactory {
  readonly #factory: SocketFactory
  #openCount = 0
  #whenNoneOpen: (() => void) | null = null

  constructor(factory: SocketFactory) {
    this.#factory = factory
  }

  /** Sockets that are dialing, open or closing. */
  get openCount(): number {
    return this.#openCount
  }

  connect(target: SocketTarget, listener: SocketListener): ClientSocket {
    const socket = this.#factory.connect(target, {
      onConnect: () => listener.onConnect(),
      onData: (chunk) => listener.onData(chunk),
      onDrain: () => listener.onDrain(),
      onError: (error) => listener.onError(error),
      onClose: () => {
        this.#openCount--
        listener.onClose()
        if (this.#openCount === 0) this.#whenNoneOpen?.()
      },
    })
    this.#openCount++
    return socket
  }

  /** Calls back once no socket is open, at once when none is. One at a time. */
  whenNoneOpen(callback: () => void): void {
    if (this.#openCount === 0) callback()
    else this.#whenNoneOpen = callback
  }
}
