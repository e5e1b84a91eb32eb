import { apiByKey, decodeResponseHeader, FrameReader, ProtocolError } from '@headwater/protocol'
import type { Clock, Timer } from '../time/clock.ts'
import { type ChannelClosure, closureError } from './channel-closure.ts'
import { type InFlightRequest, InFlightRequests } from './in-flight-requests.ts'
import { requestHeader } from './request-header.ts'
import type { ResponseHandler } from './response-handler.ts'
import type { ClientSocket, SocketFactory, SocketListener, SocketTarget } from './socket-factory.ts'

/** Milliseconds after which a destroyed socket counts as closed although it never said so. */
export const CLOSE_GRACE_MS = 250

const MAX_CORRELATION_ID = 0x7fff_ffff

/** What its owner learns of a channel; `onClosed` comes last and once, after the requests in flight have failed. */
export interface RequestChannelListener {
  onOpen(): void
  onClosed(closure: ChannelClosure): void
}

/** What every channel of a producer shares. */
export interface RequestChannelDependencies {
  readonly clock: Clock
  readonly socketFactory: SocketFactory
  readonly clientId: Buffer
  readonly maxResponseSizeBytes: number
}

/**
 * Requests and their answers over one socket, matched by order and correlation id. It closes itself at the first answer
 * that it did not expect and at the first that does not come: a stream that lost its place is never read on.
 *
 * Requests in flight fail when the socket has closed, not when it is told to: until then their bytes may still be read from
 * the caller's buffers (bounded by {@link CLOSE_GRACE_MS}).
 */
export class RequestChannel {
  /** For messages: `broker 1 at host:port`. */
  readonly peerName: string
  readonly #dependencies: RequestChannelDependencies
  readonly #socket: ClientSocket
  readonly #frames: FrameReader
  readonly #inFlight: InFlightRequests
  #listener: RequestChannelListener
  #state: 'connecting' | 'open' | 'closing' | 'closed' = 'connecting'
  #closure: ChannelClosure | null = null
  #closeTimer: Timer | null = null
  #nextCorrelationId = 0
  /** Since the channel was handed over. */
  #answered = 0
  #lastUsedAtMs: number

  /** Dials at once. @throws whatever the socket factory throws. */
  constructor(
    dependencies: RequestChannelDependencies,
    target: SocketTarget,
    peerName: string,
    listener: RequestChannelListener,
  ) {
    this.peerName = peerName
    this.#dependencies = dependencies
    this.#listener = listener
    this.#lastUsedAtMs = dependencies.clock.now()
    this.#frames = new FrameReader(dependencies.maxResponseSizeBytes)
    this.#inFlight = new InFlightRequests(dependencies.clock, (late) => this.#timeOut(late))
    this.#socket = dependencies.socketFactory.connect(target, this.#socketListener())
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get inFlightCount(): number {
    return this.#inFlight.count
  }

  /** Bytes that were sent and have not left for the kernel. */
  get bufferedBytes(): number {
    return this.#socket.bufferedBytes
  }

  /** When a request was last sent or answered, by the clock. */
  get lastUsedAtMs(): number {
    return this.#lastUsedAtMs
  }

  /** Milliseconds that the oldest request in flight has waited; 0 when none is. */
  get oldestWaitMs(): number {
    const oldest = this.#inFlight.oldest
    return oldest === undefined ? 0 : this.#dependencies.clock.now() - oldest.sentAtMs
  }

  /** Gives the channel from the dial, which negotiated over it, to the connection. */
  handOver(listener: RequestChannelListener): void {
    this.#listener = listener
    this.#answered = 0
  }

  /**
   * Sends one request. Never throws and calls nobody back before it has returned.
   *
   * @param handler `null` when no answer is coming.
   */
  send(
    apiKey: number,
    apiVersion: number,
    flexible: boolean,
    bodyParts: readonly Uint8Array[],
    bodyBytes: number,
    timeoutMs: number,
    handler: ResponseHandler | null,
  ): void {
    if (this.#state !== 'open') return this.#refuse(handler)
    const correlationId = this.#nextCorrelationId
    this.#nextCorrelationId = correlationId === MAX_CORRELATION_ID ? 0 : correlationId + 1
    const sentAtMs = this.#dependencies.clock.now()
    this.#lastUsedAtMs = sentAtMs
    if (handler !== null) {
      this.#inFlight.add({ apiKey, apiVersion, correlationId, sentAtMs, timeoutMs, handler })
    }
    const { clientId } = this.#dependencies
    const header = requestHeader(apiKey, apiVersion, flexible, correlationId, clientId, bodyBytes)
    try {
      this.#socket.write([header, ...bodyParts])
    } catch (error) {
      // Node's sockets never throw here; a user's may. How much it took is unknown.
      this.close(this.#lost(asError(error)))
    }
  }

  /** Destroys the socket; what was not answered fails. Closing twice is allowed: the first reason stays. */
  close(closure: ChannelClosure): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    this.#state = 'closing'
    this.#closure = closure
    this.#inFlight.stop()
    this.#closeTimer = this.#dependencies.clock.setTimer(CLOSE_GRACE_MS, () => this.#finishClose())
    try {
      this.#socket.destroy()
    } catch {
      // A user's socket that cannot even be destroyed: the timer ends it for us.
    }
  }

  #socketListener(): SocketListener {
    return {
      onConnect: () => {
        if (this.#state !== 'connecting') return
        this.#state = 'open'
        this.#listener.onOpen()
      },
      onData: (chunk) => this.#read(chunk),
      onError: (error) => this.close(this.#lost(error)),
      onClose: () => {
        this.#closure ??= this.#lost(null)
        this.#finishClose()
      },
    }
  }

  #lost(error: Error | null): ChannelClosure {
    return { kind: 'lost', error, waiting: this.#inFlight.count, answered: this.#answered }
  }

  #read(chunk: Buffer): void {
    if (this.#state !== 'open') return
    try {
      // Refused before it is kept: nobody would ever time out what was not asked for.
      if (this.#inFlight.count === 0) throw unasked()
      this.#frames.push(chunk, (frame) => this.#answer(frame))
    } catch (error) {
      this.close({ kind: 'malformed', error: asError(error) })
    }
  }

  #answer(frame: Buffer): void {
    if (this.#state !== 'open') return
    const request = this.#inFlight.oldest
    const api = request === undefined ? undefined : apiByKey(request.apiKey)
    if (request === undefined || api === undefined) {
      throw unasked()
    }
    const header = decodeResponseHeader(api.response, request.apiVersion, frame)
    if (header.correlationId !== request.correlationId) {
      const ids = `${header.correlationId} where ${request.correlationId} was expected`
      throw new ProtocolError('MALFORMED', `correlation id ${ids}`)
    }
    // Removed first, because the handler may send the next request from within.
    this.#inFlight.removeOldest()
    this.#answered++
    this.#lastUsedAtMs = this.#dependencies.clock.now()
    try {
      request.handler.onResponse(frame.subarray(header.bodyOffset))
    } catch (error) {
      this.#inFlight.restoreOldest(request)
      throw error
    }
  }

  #timeOut(request: InFlightRequest): void {
    const api = apiByKey(request.apiKey)?.name ?? `API ${request.apiKey}`
    this.close({ kind: 'timeout', api, timeoutMs: request.timeoutMs })
  }

  #refuse(handler: ResponseHandler | null): void {
    if (handler === null) return
    const closure: ChannelClosure = this.#closure ?? { kind: 'local', reason: 'it is not open' }
    const error = closureError(closure, this.peerName, 'no')
    this.#dependencies.clock.scheduleTurn(() => handler.onFailure(error))
  }

  #finishClose(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#inFlight.stop()
    this.#closeTimer?.cancel()
    const closure: ChannelClosure = this.#closure ?? { kind: 'local', reason: 'it never opened' }
    this.#inFlight.failAll(closureError(closure, this.peerName, 'possibly'))
    this.#listener.onClosed(closure)
  }
}

function unasked(): ProtocolError {
  return new ProtocolError('MALFORMED', 'it came although nothing was asked')
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
