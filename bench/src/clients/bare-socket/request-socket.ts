import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { FrameReader } from '@headwater/protocol'

const MAX_FRAME_BYTES = 16 * 1024 * 1024

interface Waiter {
  readonly resolve: (response: Buffer) => void
  readonly reject: (error: Error) => void
}

/** A connection as thin as one can be. A broker answers in the order of the requests, and so nothing is looked up. */
export class RequestSocket {
  readonly #socket: Socket
  readonly #frames = new FrameReader(MAX_FRAME_BYTES)
  readonly #waiters: Waiter[] = []

  private constructor(socket: Socket) {
    this.#socket = socket
    const settle = (frame: Buffer) => this.#waiters.shift()?.resolve(frame)
    socket.on('data', (chunk: Buffer) => this.#frames.push(chunk, settle))
    socket.on('error', (error) => this.#rejectAll(error))
    socket.on('close', () => this.#rejectAll(new Error('The broker has hung up')))
  }

  /** @param address `host:port` */
  static async connect(address: string): Promise<RequestSocket> {
    const colonAt = address.lastIndexOf(':')
    const host = address.slice(0, colonAt).replace(/^\[|\]$/g, '')
    const socket = connect({ host, port: Number(address.slice(colonAt + 1)), noDelay: true })
    await once(socket, 'connect')
    return new RequestSocket(socket)
  }

  /** Sends a whole request frame; resolves with the response without its four bytes of length. */
  request(frame: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      this.#socket.write(frame)
    })
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close')
    this.#socket.end()
    await closed
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiters.splice(0)) reject(error)
  }
}
