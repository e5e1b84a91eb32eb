/**
 * What is wrong with a message or frame:
 * - `NOT_SUPPORTED`: the message, or its version, is not one that this package speaks.
 * - `MALFORMED`: the bytes are not such a message. The stream that they came from has lost its framing: close it.
 * - `INVALID_VALUE`: the value to encode does not fit its field; nothing was written.
 *
 * @public
 */
export type ProtocolErrorCode = 'NOT_SUPPORTED' | 'MALFORMED' | 'INVALID_VALUE'

/** What is known beside the code and the reason. */
export interface ProtocolErrorDetails {
  readonly path?: string
  readonly lengthBytes?: Buffer
}

/**
 * The one error class of this package, for input that cannot be trusted: frames from the network, values to encode.
 *
 * @public
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode
  /** Where: message, version and field (`ProduceRequest v9.topicData[0].name`); empty when no message is concerned. */
  readonly path: string
  /**
   * The four bytes that cannot be the length of a frame, as they were received. They often tell what is at the other
   * end: `HTTP`, or the head of a TLS record. Undefined unless a frame's length was refused.
   */
  readonly lengthBytes: Buffer | undefined
  readonly #reason: string

  constructor(code: ProtocolErrorCode, reason: string, details: ProtocolErrorDetails = {}) {
    const path = details.path ?? ''
    super(path === '' ? reason : `${path}: ${reason}`)
    this.code = code
    this.path = path
    this.lengthBytes = details.lengthBytes
    this.#reason = reason
  }

  /** The same error as seen from one level further out: `name` seen from `topics[0]` is `topics[0].name`. */
  within(outer: string): ProtocolError {
    const separator = this.path === '' || this.path.startsWith('[') ? '' : '.'
    return new ProtocolError(this.code, this.#reason, { path: `${outer}${separator}${this.path}` })
  }
}
