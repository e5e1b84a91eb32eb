import { connect, type Socket } from 'node:net'
import {
  decode,
  decodeResponseHeader,
  encodeRequestFrame,
  FrameReader,
  type MessageSchema,
} from '@headwater/protocol'
import { UnspokenVersionError } from './unspoken-version-error.ts'

export type SpeaksVersion = (schema: MessageSchema<unknown>, version: number) => boolean

const MAX_FRAME_BYTES = 100 * 1024 * 1024
const CLIENT_ID = 'conformance'

/** The two messages of an API. */
export interface Api<Request, Response> {
  readonly request: MessageSchema<Request>
  readonly response: MessageSchema<Response>
}

interface Waiter {
  readonly resolve: (frame: Buffer) => void
  readonly reject: (error: Error) => void
}

/** One connection that sends what it is told, right or wrong, and hands back what the broker answers. */
export class RawClient {
  readonly #socket: Socket
  readonly #waiters: Waiter[]
  readonly #speaks: SpeaksVersion
  #correlationId: number
  #end: Error | undefined

  private constructor(socket: Socket, speaks: SpeaksVersion) {
    this.#socket = socket
    this.#speaks = speaks
    this.#waiters = []
    this.#correlationId = 0
    this.#end = undefined
    const frames = new FrameReader(MAX_FRAME_BYTES)
    socket.on('data', (chunk: Buffer) => {
      frames.push(chunk, (frame) => this.#waiters.shift()?.resolve(frame))
    })
    socket.on('error', (error) => this.#endWith(error))
    socket.on('close', () => this.#endWith(new Error('The broker closed the connection')))
  }

  /** @param speaks whether the broker lists a version of a request; anything may be asked when it is left out */
  static connect(
    host: string,
    port: number,
    speaks: SpeaksVersion = () => true,
  ): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new RawClient(socket, speaks))
      })
    })
  }

  /** @throws {UnspokenVersionError} the broker does not list the version: asked all the same, it would hang up */
  async send<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    body: NoInfer<Request>,
  ): Promise<Response> {
    if (!this.#speaks(api.request, version)) throw new UnspokenVersionError(api.request, version)
    const correlationId = this.#correlationId++
    const frame = encodeRequestFrame(api.request, version, correlationId, CLIENT_ID, body)
    const answer = await this.sendBytes(frame)
    const header = decodeResponseHeader(api.response, version, answer)
    if (header.correlationId !== correlationId) {
      throw new Error(`Asked ${correlationId}, answered ${header.correlationId}`)
    }
    return decode(api.response, version, answer.subarray(header.bodyOffset))
  }

  /** Sends a request that the broker must not answer: Produce with `acks` 0. */
  sendUnanswered<Request>(
    request: MessageSchema<Request>,
    version: number,
    body: NoInfer<Request>,
  ): void {
    const correlationId = this.#correlationId++
    this.#socket.write(encodeRequestFrame(request, version, correlationId, CLIENT_ID, body))
  }

  /** Sends a whole request as bytes, its length included; resolves with the next answer, without its length. */
  sendBytes(frame: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) return reject(this.#end)
      this.#waiters.push({ resolve, reject })
      this.#socket.write(frame)
    })
  }

  /** Resolves when the broker closes the connection. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#end !== undefined) return resolve()
      this.#socket.once('close', () => resolve())
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #endWith(error: Error): void {
    this.#end ??= error
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#end)
  }
}
