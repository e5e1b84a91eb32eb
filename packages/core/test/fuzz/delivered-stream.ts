import { apiByKey, brokerErrorCode, decode, decodeResponseHeader } from '@headwater/protocol'

const LENGTH_BYTES = 4
const API_VERSIONS = 18
const UNSUPPORTED_VERSION = brokerErrorCode('UNSUPPORTED_VERSION')

/** A request that a client has written and that has no answer yet. */
export interface OpenRequest {
  readonly apiKey: number
  readonly version: number
  readonly correlationId: number
  readonly sentAtMs: number
}

/**
 * What a correct client must make of the bytes that it was given: from the first frame that is no answer to the oldest
 * request, the connection is lost. Knows nothing of the client, which may have read fewer bytes than it was given.
 */
export class DeliveredStream {
  readonly #open: OpenRequest[] = []
  readonly #maxFrameBytes: number
  #unread = Buffer.alloc(0)
  #lost = false

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  /** Whether no correct client can read on. */
  get lost(): boolean {
    return this.#lost
  }

  /** The request whose answer is due next. */
  get oldest(): OpenRequest | undefined {
    return this.#open[0]
  }

  sent(request: OpenRequest): void {
    this.#open.push(request)
  }

  delivered(bytes: Buffer): void {
    if (this.#lost || bytes.length === 0) return
    if (this.#open.length === 0) {
      this.#lost = true
      return
    }
    this.#unread = Buffer.concat([this.#unread, bytes])
    while (!this.#lost && this.#unread.length >= LENGTH_BYTES) {
      const length = this.#unread.readInt32BE(0)
      const isLength = length >= 0 && length <= this.#maxFrameBytes
      if (isLength && this.#unread.length < LENGTH_BYTES + length) return
      const frame = this.#unread.subarray(LENGTH_BYTES, LENGTH_BYTES + Math.max(0, length))
      this.#unread = this.#unread.subarray(LENGTH_BYTES + Math.max(0, length))
      this.#lost = !isLength || !answers(this.#open.shift(), frame)
    }
  }
}

/** Whether these bytes can be read as the answer to that request. */
function answers(request: OpenRequest | undefined, frame: Buffer): boolean {
  const api = request && apiByKey(request.apiKey)
  if (request === undefined || api === undefined) return false
  try {
    const header = decodeResponseHeader(api.response, request.version, frame)
    if (header.correlationId !== request.correlationId) return false
    const body = frame.subarray(header.bodyOffset)
    // Whoever does not speak the version of the question answers in version 0 (KIP-511).
    const inVersionZero = request.apiKey === API_VERSIONS && refusesTheVersion(body)
    decode(api.response, inVersionZero ? 0 : request.version, body)
    return true
  } catch {
    return false
  }
}

function refusesTheVersion(body: Buffer): boolean {
  return body.length >= 2 && body.readInt16BE(0) === UNSUPPORTED_VERSION
}
