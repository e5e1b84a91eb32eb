import {
  apiByKey,
  decode,
  decodeRequestHeader,
  encodeResponseFrame,
  FrameReader,
} from '@headwater/protocol'
import type {
  ClientSocket,
  SocketFactory,
  SocketListener,
  SocketTarget,
} from '../src/network/socket-factory.ts'
import type { Clock } from '../src/time/clock.ts'

/** A request as the far end of a scripted socket sees it. */
export interface ScriptedRequest {
  readonly api: string
  readonly version: number
  readonly correlationId: number
  readonly clientId: string | null
  readonly body: unknown
  /** Answers in the request's version; another correlation id can be forced. */
  reply(body: unknown, correlationId?: number): void
}

/** A socket whose far end a test plays; everything reaches the client in a turn of its own. */
export class ScriptedSocket implements ClientSocket {
  readonly target: SocketTarget
  readonly requests: ScriptedRequest[] = []
  readonly frames: Buffer[] = []
  bufferedBytes = 0
  destroyed = false
  closed = false
  /** False plays a peer that never lets a socket close. */
  closesWhenDestroyed = true
  onRequest: (request: ScriptedRequest) => void = () => undefined
  readonly #clock: Clock
  readonly #listener: SocketListener
  readonly #reader = new FrameReader(0x7fff_ffff)

  constructor(clock: Clock, target: SocketTarget, listener: SocketListener) {
    this.#clock = clock
    this.#listener = listener
    this.target = target
  }

  write(parts: readonly Uint8Array[]): void {
    this.#reader.push(Buffer.concat(parts), (frame) => {
      this.frames.push(frame)
      const request = this.#read(frame)
      this.requests.push(request)
      this.onRequest(request)
    })
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    if (this.closesWhenDestroyed) this.#clock.scheduleTurn(() => this.#close())
  }

  accept(): void {
    this.#clock.scheduleTurn(() => {
      if (!this.destroyed) this.#listener.onConnect()
    })
  }

  /** Sends raw bytes to the client. */
  sendBytes(bytes: Buffer): void {
    this.#clock.scheduleTurn(() => this.deliver(bytes))
  }

  /** Gives raw bytes to the client in this very turn. */
  deliver(bytes: Buffer): void {
    if (!this.closed) this.#listener.onData(bytes)
  }

  /** Lets go of what was buffered. */
  drain(): void {
    this.bufferedBytes = 0
    this.#clock.scheduleTurn(() => this.#listener.onDrain())
  }

  /** Breaks the socket, as a reset or a refusal does. */
  fail(code: string, message: string = code): void {
    this.#clock.scheduleTurn(() => {
      if (this.closed) return
      this.#listener.onError(Object.assign(new Error(message), { code }))
      this.#close()
    })
  }

  /** Ends the stream without an error. */
  end(): void {
    this.#clock.scheduleTurn(() => this.#close())
  }

  #close(): void {
    if (this.closed) return
    this.closed = true
    this.#listener.onClose()
  }

  #read(frame: Buffer): ScriptedRequest {
    const { apiKey, apiVersion, correlationId, clientId, bodyOffset } = decodeRequestHeader(frame)
    const api = apiByKey(apiKey)
    if (api === undefined) throw new Error(`API ${apiKey} is not known`)
    return {
      api: api.name,
      version: apiVersion,
      correlationId,
      clientId,
      body: decode(api.request, apiVersion, frame.subarray(bodyOffset)),
      reply: (body, id = correlationId) =>
        this.sendBytes(encodeResponseFrame(api.response, apiVersion, id, body)),
    }
  }
}

/** Hands every dial to the test. */
export class ScriptedNetwork implements SocketFactory {
  readonly sockets: ScriptedSocket[] = []
  readonly #clock: Clock
  readonly #onDial: (socket: ScriptedSocket) => void

  constructor(clock: Clock, onDial: (socket: ScriptedSocket) => void = () => undefined) {
    this.#clock = clock
    this.#onDial = onDial
  }

  /** Sockets that have not closed. */
  get openSockets(): ScriptedSocket[] {
    return this.sockets.filter((socket) => !socket.closed)
  }

  /** `host:port` of every dial so far. */
  get dialed(): string[] {
    return this.sockets.map(({ target }) => `${target.host}:${target.port}`)
  }

  connect(target: SocketTarget, listener: SocketListener): ClientSocket {
    const socket = new ScriptedSocket(this.#clock, target, listener)
    this.sockets.push(socket)
    this.#onDial(socket)
    return socket
  }
}

/** An answer to ApiVersions that offers every version of these APIs. */
export function offering(...apiKeys: readonly number[]): unknown {
  return {
    errorCode: 0,
    apiKeys: apiKeys.map((apiKey) => {
      const request = apiByKey(apiKey)?.request
      return { apiKey, minVersion: request?.minVersion ?? 0, maxVersion: request?.maxVersion ?? 0 }
    }),
    throttleTimeMs: 0,
  }
}
