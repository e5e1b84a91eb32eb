import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { FrameReader } from '@headwater/protocol'

const MAX_FRAME_BYTES = 16 * 1024 * 1024

interface Waiter {
  readonly resolve: (response: Buffer) => void
  readonly reject: (error: Error) => void
}

/** A connection that carries one request at a time, as thin as one can be. */
export class RequestSocket {
  readonly #socket: Socket
  readonly #frames = new FrameReader(MAX_FRAME_BYTES)
  #waiter: Waiter | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    const settle = (frame: Buffer) => this.#takeWaiter()?.resolve(frame)
    socket.on('data', (chunk: Buffer) => this.#frames.push(chunk, settle))
    socket.on('error', (error) => this.#takeWaiter()?.reject(error))
    socket.on('close', () => this.#takeWaiter()?.reject(new Error('The broker has hung up')))
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
    if (this.#waiter !== null) throw new Error('One request at a time')
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject }
      this.#socket.write(frame)
    })
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close')
    this.#socket.end()
    await closed
  }

  #takeWaiter(): Waiter | null {
    const waiter = this.#waiter
    this.#waiter = null
    return waiter
  }
}
