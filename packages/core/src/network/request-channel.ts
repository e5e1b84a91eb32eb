import { apiByKey, decodeResponseHeader, FrameReader, ProtocolError } from '@headwater/protocol'
import type { NetworkEvents } from '../diagnostics/network-events.ts'
import type { Clock, Timer } from '../time/clock.ts'
import { type ChannelClosure, closureError } from './channel-closure.ts'
import { ChannelTraffic } from './channel-traffic.ts'
import { type InFlightRequest, InFlightRequests } from './in-flight-requests.ts'
import { requestHeader } from './request-header.ts'
import type { DepartureHandler, ResponseHandler } from './response-handler.ts'
import type { ClientSocket, SocketFactory, SocketListener, SocketTarget } from './socket-factory.ts'

/** Milliseconds after which a destroyed socket counts as closed although it never said so. */
export const CLOSE_GRACE_MS = 250

const MAX_CORRELATION_ID = 0x7fff_ffff
/** Frames up to this size are written in one piece: to gather the parts costs more than to copy them. */
const JOINED_UP_TO_BYTES = 4_096

/** What its owner learns of a channel; `onClosed` comes last and once, after the requests in flight have failed. */
export interface RequestChannelListener {
  onOpen(): void
  onClosed(closure: ChannelClosure): void
}

/** What every channel of a producer shares. */
export interface RequestChannelDependencies {
  readonly clock: Clock
  readonly events: NetworkEvents
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
  /** Requests that no answer comes for, until their bytes have left. */
  readonly #departing: InFlightRequests<DepartureHandler>
  readonly #traffic: ChannelTraffic
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
    this.#traffic = new ChannelTraffic(dependencies.events)
    const onTimeout = (late: Pick<InFlightRequest, 'apiKey' | 'timeoutMs'>) => this.#timeOut(late)
    this.#inFlight = new InFlightRequests(dependencies.clock, onTimeout)
    this.#departing = new InFlightRequests(dependencies.clock, onTimeout)
    this.#socket = dependencies.socketFactory.connect(target, this.#socketListener())
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get inFlightCount(): number {
    return this.#inFlight.count + this.#departing.count
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
  handOver(listener: RequestChannelListener, nodeId: number): void {
    this.#listener = listener
    this.#traffic.belongsTo(nodeId)
    this.#answered = 0
  }

  /** Sends one request. Never throws and calls nobody back before it has returned. */
  send(
    apiKey: number,
    apiVersion: number,
    flexible: boolean,
    bodyParts: readonly Uint8Array[],
    bodyBytes: number,
    timeoutMs: number,
    handler: ResponseHandler,
  ): void {
    const waiting = this.#inFlight
    this.#send(waiting, apiKey, apiVersion, flexible, bodyParts, bodyBytes, timeoutMs, handler)
  }

  /**
   * Sends one request that the broker does not answer. It times out like any other: bytes that do not leave for that long never
   * will (I6).
   */
  sendUnanswered(
    apiKey: number,
    apiVersion: number,
    flexible: boolean,
    bodyParts: readonly Uint8Array[],
    bodyBytes: number,
    timeoutMs: number,
    handler: DepartureHandler,
  ): void {
    const waiting = this.#departing
    this.#send(waiting, apiKey, apiVersion, flexible, bodyParts, bodyBytes, timeoutMs, handler)
    this.#dependencies.clock.scheduleTurn(() => this.#departIfDrained())
  }

  /** Destroys the socket; what was not answered fails. Closing twice is allowed: the first reason stays. */
  close(closure: ChannelClosure): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    this.#state = 'closing'
    this.#closure = closure
    this.#stopWatching()
    this.#closeTimer = this.#dependencies.clock.setTimer(CLOSE_GRACE_MS, () => this.#finishClose())
    try {
      this.#socket.destroy()
    } catch {
      // A user's socket that cannot even be destroyed: the timer ends it for us.
    }
  }

  #send<Handler extends ResponseHandler | DepartureHandler>(
    waiting: InFlightRequests<Handler>,
    apiKey: number,
    apiVersion: number,
    flexible: boolean,
    bodyParts: readonly Uint8Array[],
    bodyBytes: number,
    timeoutMs: number,
    handler: Handler,
  ): void {
    if (this.#state !== 'open') return this.#refuse(handler)
    const { clock, clientId } = this.#dependencies
    const correlationId = this.#nextCorrelationId
    this.#nextCorrelationId = correlationId === MAX_CORRELATION_ID ? 0 : correlationId + 1
    const header = requestHeader(apiKey, apiVersion, flexible, correlationId, clientId, bodyBytes)
    const frameBytes = header.length + bodyBytes
    const sentAtMs = clock.now()
    this.#lastUsedAtMs = sentAtMs
    const trace = this.#traffic.requestSent(apiKey, apiVersion, correlationId, frameBytes, sentAtMs)
    waiting.add({ apiKey, apiVersion, correlationId, sentAtMs, timeoutMs, handler, trace })
    const parts = [header, ...bodyParts]
    this.#write(frameBytes <= JOINED_UP_TO_BYTES ? [Buffer.concat(parts, frameBytes)] : parts)
  }

  #write(parts: readonly Uint8Array[]): void {
    try {
      this.#socket.write(parts)
    } catch (error) {
      // Node's sockets never throw here; a user's may. How much it took is unknown.
      this.close(this.#lost(asError(error)))
    }
  }

  // Only when nothing is left behind: the socket does not tell whose bytes they are.
  #departIfDrained(): void {
    if (this.#state !== 'open' || this.#socket.bufferedBytes > 0) return
    for (const { handler, trace } of this.#departing.takeAll()) {
      handler.onDeparted()
      this.#traffic.departed(trace)
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
      onDrain: () => this.#departIfDrained(),
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
    const nowMs = this.#dependencies.clock.now()
    this.#lastUsedAtMs = nowMs
    try {
      request.handler.onResponse(frame.subarray(header.bodyOffset))
    } catch (error) {
      this.#inFlight.restoreOldest(request)
      throw error
    }
    this.#traffic.answered(request, frame.length, nowMs)
  }

  #timeOut(request: Pick<InFlightRequest, 'apiKey' | 'timeoutMs'>): void {
    const api = apiByKey(request.apiKey)?.name ?? `API ${request.apiKey}`
    this.close({ kind: 'timeout', api, timeoutMs: request.timeoutMs })
  }

  #refuse(handler: Pick<ResponseHandler, 'onFailure'>): void {
    const closure: ChannelClosure = this.#closure ?? { kind: 'local', reason: 'it is not open' }
    const error = closureError(closure, this.peerName, 'no')
    this.#dependencies.clock.scheduleTurn(() => handler.onFailure(error))
  }

  #stopWatching(): void {
    this.#inFlight.stop()
    this.#departing.stop()
  }

  #finishClose(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#stopWatching()
    this.#closeTimer?.cancel()
    const closure: ChannelClosure = this.#closure ?? { kind: 'local', reason: 'it never opened' }
    const error = closureError(closure, this.peerName, 'possibly')
    for (const requests of [this.#inFlight, this.#departing]) {
      for (const { trace } of requests.failAll(error)) this.#traffic.failed(trace, error)
    }
    this.#listener.onClosed(closure)
  }
}

function unasked(): ProtocolError {
  return new ProtocolError('MALFORMED', 'it came although nothing was asked')
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
