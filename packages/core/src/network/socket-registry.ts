import { describeValue } from '../errors/describe-value.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import type { ClientSocket, SocketFactory, SocketListener, SocketTarget } from './socket-factory.ts'

/** A socket factory that knows how many of its sockets have not closed yet, and gives nothing but sockets. */
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

  /** @throws whatever the factory throws; `TypeError` when it gives no socket: one that is async gives a promise. */
  connect(target: SocketTarget, listener: SocketListener): ClientSocket {
    const socket: unknown = this.#factory.connect(target, {
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
    if (!isSocket(socket)) {
      ignoreRejection(socket)
      throw new TypeError(`the socket factory gave ${describeValue(socket)}, which is no socket`)
    }
    this.#openCount++
    return socket
  }

  /** Calls back once no socket is open, at once when none is. One at a time. */
  whenNoneOpen(callback: () => void): void {
    if (this.#openCount === 0) callback()
    else this.#whenNoneOpen = callback
  }
}

function isSocket(given: unknown): given is ClientSocket {
  const { write, destroy } = Object(given) as Partial<ClientSocket>
  return typeof write === 'function' && typeof destroy === 'function'
}
