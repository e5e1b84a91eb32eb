import { decode, encode, type MessageSchema } from '@headwater/protocol'
import { ProducerError } from '../errors/producer-error.ts'
import type { ApiVersionRanges } from './api-version-ranges.ts'
import type { RequestChannel } from './request-channel.ts'
import type { DepartureHandler, ResponseHandler } from './response-handler.ts'

/** What a single request may want otherwise than the rest. */
export interface RequestOptions {
  /** The lowest version that will do. @default the schema's lowest */
  readonly minVersion?: number
  /** @default the schema's highest */
  readonly maxVersion?: number
  /** Milliseconds. @default `requestTimeoutMs` */
  readonly timeoutMs?: number
}

/** One connected socket to a broker that has told which versions it speaks. */
export class BrokerConnection {
  /** −1 for a bootstrap connection, of which only the address is known. */
  readonly nodeId: number
  readonly #channel: RequestChannel
  readonly #versions: ApiVersionRanges
  readonly #requestTimeoutMs: number

  constructor(
    nodeId: number,
    channel: RequestChannel,
    versions: ApiVersionRanges,
    requestTimeoutMs: number,
  ) {
    this.nodeId = nodeId
    this.#channel = channel
    this.#versions = versions
    this.#requestTimeoutMs = requestTimeoutMs
  }

  /** `broker 1 at host:port`, for messages. */
  get peerName(): string {
    return this.#channel.peerName
  }

  /** False from the moment in which the connection begins to close. */
  get isOpen(): boolean {
    return this.#channel.isOpen
  }

  /** Requests that were sent and wait for an answer. */
  get inFlightCount(): number {
    return this.#channel.inFlightCount
  }

  /** When a request was last sent or answered, by the clock, in milliseconds. */
  get lastUsedAtMs(): number {
    return this.#channel.lastUsedAtMs
  }

  /** Milliseconds that the oldest request in flight has waited; 0 when none is. */
  get oldestWaitMs(): number {
    return this.#channel.oldestWaitMs
  }

  /** The highest version of an API that both sides speak, not above `maxVersion`; −1 when there is none. */
  version(schema: MessageSchema<unknown>, maxVersion: number = schema.maxVersion): number {
    return this.#versions.highest(schema, maxVersion)
  }

  /**
   * Sends a request whose body is already encoded, in one gathered write. Never throws, and calls the handler only after
   * it has returned. The parts must stay as they are until the handler was called.
   *
   * @param flexible whether this version of the request has tagged fields.
   * @param bodyBytes length of all parts together.
   */
  send(
    apiKey: number,
    version: number,
    flexible: boolean,
    bodyParts: readonly Uint8Array[],
    bodyBytes: number,
    handler: ResponseHandler,
  ): void {
    const timeoutMs = this.#requestTimeoutMs
    this.#channel.send(apiKey, version, flexible, bodyParts, bodyBytes, timeoutMs, handler)
  }

  /** The same for a request that the broker does not answer (`acks: 0`): the handler learns when its bytes have left. */
  sendUnanswered(
    apiKey: number,
    version: number,
    flexible: boolean,
    bodyParts: readonly Uint8Array[],
    bodyBytes: number,
    handler: DepartureHandler,
  ): void {
    const channel = this.#channel
    const timeoutMs = this.#requestTimeoutMs
    channel.sendUnanswered(apiKey, version, flexible, bodyParts, bodyBytes, timeoutMs, handler)
  }

  /**
   * Sends a request in the highest version that both sides speak.
   *
   * @throws {ProducerError} `UNSUPPORTED_VERSION`: there is no such version. `BROKERS_UNREACHABLE`: the connection was lost
   *   or the answer did not come; `persisted` tells whether the broker may have acted. `INVALID_OPTION`: a value does not
   *   fit its field.
   */
  async request<Request, Response>(
    request: MessageSchema<Request>,
    response: MessageSchema<Response>,
    body: NoInfer<Request>,
    options: RequestOptions = {},
  ): Promise<Response> {
    const answer = await this.requestAtVersion(request, response, body, options)
    return answer.response
  }

  /**
   * As {@link BrokerConnection.request}, and tells the version that was spoken. A field of bytes would be a view of what the socket
   * read, which may be overwritten by then: no response that is asked for here has one.
   */
  requestAtVersion<Request, Response>(
    request: MessageSchema<Request>,
    response: MessageSchema<Response>,
    body: NoInfer<Request>,
    options: RequestOptions = {},
  ): Promise<{ readonly version: number; readonly response: Response }> {
    const {
      minVersion = request.minVersion,
      maxVersion,
      timeoutMs = this.#requestTimeoutMs,
    } = options
    return new Promise((resolve, reject) => {
      const version = this.version(request, maxVersion)
      if (version < minVersion) {
        reject(this.#unsupported(request, minVersion, maxVersion ?? request.maxVersion))
        return
      }
      const bytes = encodeBody(request, version, body)
      const flexible = version >= request.flexibleFrom
      this.#channel.send(request.apiKey, version, flexible, [bytes], bytes.length, timeoutMs, {
        onResponse: (answer) => resolve({ version, response: decode(response, version, answer) }),
        onFailure: reject,
      })
    })
  }

  /** Closes the socket; requests in flight fail once it has closed. */
  close(reason: string): void {
    this.#channel.close({ kind: 'local', reason })
  }

  #unsupported(
    schema: MessageSchema<unknown>,
    minVersion: number,
    maxVersion: number,
  ): ProducerError {
    const theirs = this.#versions.describe(schema.apiKey)
    const ours = `${minVersion}–${maxVersion}`
    return new ProducerError(
      'UNSUPPORTED_VERSION',
      `No common version of ${schema.name}: ${this.peerName} speaks ${theirs}, this client ${ours}`,
    )
  }
}

function encodeBody<Request>(
  schema: MessageSchema<Request>,
  version: number,
  body: NoInfer<Request>,
): Buffer {
  try {
    return encode(schema, version, body)
  } catch (cause) {
    throw new ProducerError('INVALID_OPTION', `${schema.name} cannot be written: ${cause}`, {
      cause,
    })
  }
}
