import {
  decode,
  decodeResponseHeader,
  encodeRequestFrame,
  type MessageSchema,
} from '@headwater/protocol'
import type { BrokerConnection } from '../../src/cluster/broker-connection.ts'
import type { Cluster } from '../../src/cluster/cluster.ts'

/** A request that was sent, by which its answer is read. */
export interface SentRequest<Response> {
  readonly response: MessageSchema<Response>
  readonly version: number
  readonly correlationId: number
}

const LENGTH_BYTES = 4

/** A client at the level of frames, right at the cluster: no sockets, no time of its own. */
export class FrameClient {
  /** What the broker wrote and nobody has taken yet, one entry a write. */
  readonly written: Buffer[] = []
  closed = false
  reset = false
  paused = false
  /** What `write` returns: whether the shell takes more. */
  writable = true
  readonly connection: BrokerConnection
  #nextCorrelationId = 1

  constructor(cluster: Cluster, nodeId = 1) {
    const connection = cluster.connect(nodeId, {
      clientHost: '/test',
      write: (bytes) => {
        this.written.push(bytes)
        return this.writable
      },
      close: () => {
        this.closed = true
      },
      reset: () => {
        this.closed = true
        this.reset = true
      },
      pause: () => {
        this.paused = true
      },
      resume: () => {
        this.paused = false
      },
    })
    if (connection === undefined) throw new Error(`Node ${nodeId} takes no connection`)
    this.connection = connection
  }

  /** Sends a request without looking for its answer. */
  send<Request, Response>(
    api: { readonly request: MessageSchema<Request>; readonly response: MessageSchema<Response> },
    version: number,
    body: NoInfer<Request>,
  ): SentRequest<Response> {
    const correlationId = this.#nextCorrelationId++
    this.connection.receive(encodeRequestFrame(api.request, version, correlationId, 'test', body))
    return { response: api.response, version, correlationId }
  }

  /** Takes the oldest answer, which must be the one to `sent`. */
  take<Response>({ response, version, correlationId }: SentRequest<Response>): Response {
    const frame = this.written.shift()?.subarray(LENGTH_BYTES)
    if (frame === undefined) throw new Error('There is no answer')
    const header = decodeResponseHeader(response, version, frame)
    if (header.correlationId !== correlationId) {
      throw new Error(`The answer is to ${header.correlationId}, not to ${correlationId}`)
    }
    return decode(response, version, frame.subarray(header.bodyOffset))
  }

  /** Sends a request that is answered at once. */
  call<Request, Response>(
    api: { readonly request: MessageSchema<Request>; readonly response: MessageSchema<Response> },
    version: number,
    body: NoInfer<Request>,
  ): Response {
    return this.take(this.send(api, version, body))
  }
}
