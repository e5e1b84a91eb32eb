import {
  apiVersionsRequest,
  apiVersionsResponse,
  brokerErrorCode,
  decodeRequestHeader,
  encodeResponseFrame,
  FrameReader,
} from '@headwater/protocol'
import type {
  ClientSocket,
  SocketFactory,
  SocketListener,
  SocketTarget,
} from '../../src/network/socket-factory.ts'
import type { Clock } from '../../src/time/clock.ts'
import type { Random } from '../../src/time/random.ts'
import { DeliveredStream, type OpenRequest } from './delivered-stream.ts'
import type { HostileBytes } from './frame-mutations.ts'
import type { HostileNetwork } from './hostile-network.ts'
import { randomInteger } from './random-integer.ts'

/** How soon a producer must have left a connection that no correct client can read on, in milliseconds (G5). */
const LEFT_WITHIN_MS = 1_000
const MAX_FRAME_BYTES = 16_777_216
/** What a producer may take to read a frame, whatever length it announces; the longest that are sent have some hundred bytes. */
const MAX_TAKEN_BYTES = 1_048_576
const LATENCY_MS = 1

/** How a hostile frame was to be taken. */
export type StreamOutcome = 'lost' | 'answered' | 'unfinished'

/** One connection through a {@link HostileNetwork}, and whether the producer leaves it when it must. */
export class HostileConnection implements ClientSocket {
  readonly bufferedBytes = 0
  readonly #network: HostileNetwork
  readonly #clock: Clock
  readonly #client: SocketListener
  readonly #breach: (what: string) => void
  readonly #onClosed: () => void
  readonly #stream = new DeliveredStream(MAX_FRAME_BYTES)
  readonly #requests = new FrameReader(MAX_FRAME_BYTES)
  readonly #answers = new FrameReader(MAX_FRAME_BYTES)
  /** Requests that the cluster has not answered yet. */
  readonly #asked: OpenRequest[] = []
  #socket: ClientSocket | null = null
  #state: 'open' | 'stalled' | 'closed' = 'open'
  #leftByClient = false
  #connected = false

  constructor(
    network: HostileNetwork,
    clock: Clock,
    client: SocketListener,
    breach: (what: string) => void,
    onClosed: () => void,
  ) {
    this.#network = network
    this.#clock = clock
    this.#client = client
    this.#breach = breach
    this.#onClosed = onClosed
  }

  get isOpen(): boolean {
    return this.#state === 'open' && !this.#leftByClient && this.#connected
  }

  dial(network: SocketFactory, target: SocketTarget): void {
    this.#socket = network.connect(target, {
      onConnect: () => {
        this.#connected = true
        this.#tell(() => this.#client.onConnect())
      },
      onData: (chunk) => this.#answers.push(chunk, (frame) => this.#onAnswer(frame)),
      onDrain: () => this.#tell(() => this.#client.onDrain()),
      onError: (error) => this.#tell(() => this.#client.onError(error)),
      onClose: () => this.#onClose(),
    })
  }

  write(parts: readonly Uint8Array[]): void {
    this.#requests.push(Buffer.concat(parts), (frame) => this.#onRequest(frame))
  }

  destroy(): void {
    this.#leftByClient = true
    this.#socket?.destroy()
  }

  /** Breaks the connection, as a reset does. */
  reset(): void {
    this.#socket?.destroy()
  }

  /** Gives bytes to the client, in up to four pieces. */
  deliver({ bytes, behind }: HostileBytes, random: Random): StreamOutcome {
    const { oldest } = this.#stream
    const takenBefore = process.memoryUsage().arrayBuffers
    const cuts = Array.from({ length: randomInteger(random, 0, 3) }, () =>
      randomInteger(random, 0, bytes.length),
    )
    let from = 0
    for (const cut of [...cuts.toSorted((one, other) => one - other), bytes.length]) {
      this.#give(bytes.subarray(from, cut))
      from = cut
    }
    const taken = process.memoryUsage().arrayBuffers - takenBefore
    if (taken > MAX_TAKEN_BYTES) this.#breach(`${bytes.length} bytes made it take ${taken}`)
    if (behind === 'stalls') this.#state = 'stalled'
    if (behind === 'closes') this.reset()
    if (this.#stream.lost) return 'lost'
    return this.#stream.oldest === oldest ? 'unfinished' : 'answered'
  }

  #give(chunk: Buffer): void {
    if (this.#state !== 'open' || this.#leftByClient || chunk.length === 0) return
    const wasLost = this.#stream.lost
    this.#stream.delivered(chunk)
    if (this.#stream.lost && !wasLost) this.#expectLeaving('was not what it had asked for')
    this.#tell(() => this.#client.onData(Buffer.from(chunk)))
  }

  #expectLeaving(what: string): void {
    this.#clock.setTimer(LEFT_WITHIN_MS, () => {
      if (this.#state === 'closed' || this.#leftByClient) return
      this.#breach(`${LEFT_WITHIN_MS} ms after ${what} the connection is still open`)
    })
  }

  #onRequest(frame: Buffer): void {
    const { apiKey, apiVersion, correlationId } = decodeRequestHeader(frame)
    const sentAtMs = this.#clock.now()
    const request = { apiKey, version: apiVersion, correlationId, sentAtMs }
    this.#stream.sent(request)
    this.#clock.setTimer(LEFT_WITHIN_MS, () => {
      const waits = this.#stream.oldest === request && !this.#stream.lost
      if (!waits || this.#state === 'closed' || this.#leftByClient) return
      this.#breach(`API ${apiKey} has waited ${LEFT_WITHIN_MS} ms, and the connection is open`)
    })
    if (apiKey === apiVersionsRequest.apiKey && apiVersion > this.#network.highestApiVersions) {
      this.#clock.setTimer(2 * LATENCY_MS, () => this.#refuseVersion(request))
      return
    }
    this.#asked.push(request)
    const length = Buffer.alloc(4)
    length.writeInt32BE(frame.length)
    this.#socket?.write([length, frame])
  }

  /** As a broker does that does not speak this version of the question (KIP-511). */
  #refuseVersion(request: OpenRequest): void {
    if (this.#state !== 'open') return
    const maxVersion = this.#network.highestApiVersions
    const body = {
      errorCode: brokerErrorCode('UNSUPPORTED_VERSION'),
      apiKeys: [{ apiKey: apiVersionsRequest.apiKey, minVersion: 0, maxVersion }],
    }
    const frame = encodeResponseFrame(apiVersionsResponse, 0, request.correlationId, body)
    this.#network.answer(this, { ...request, version: 0 }, frame)
  }

  #onAnswer(frame: Buffer): void {
    const request = this.#asked.shift()
    if (request === undefined || this.#state !== 'open') return
    const length = Buffer.alloc(4)
    length.writeInt32BE(frame.length)
    this.#network.answer(this, request, Buffer.concat([length, frame]))
  }

  #onClose(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#onClosed()
    this.#tell(() => this.#client.onClose())
  }

  /** What a listener throws would end the process: a socket has nobody to catch it. */
  #tell(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#breach(
        `the producer threw at its socket: ${error instanceof Error ? error.stack : error}`,
      )
    }
  }
}
