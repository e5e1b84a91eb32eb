import type { ClientSocket, SocketFactory } from '../../src/network/socket-factory.ts'

/** A network that knows how often its client made use of it. */
export class CountedNetwork implements SocketFactory {
  readonly #network: SocketFactory
  /** Dials and writes, at the client's end: what is on its way over a slow link arrives later. */
  uses = 0

  constructor(network: SocketFactory) {
    this.#network = network
  }

  readonly connect: SocketFactory['connect'] = (target, listener) => {
    this.uses++
    return this.#counted(this.#network.connect(target, listener))
  }

  #counted(socket: ClientSocket): ClientSocket {
    return {
      write: (parts) => {
        this.uses++
        socket.write(parts)
      },
      get bufferedBytes() {
        return socket.bufferedBytes
      },
      destroy: () => socket.destroy(),
    }
  }
}
