import type { ProducerError } from '../errors/producer-error.ts'

/** What becomes of one request. Exactly one of the two ends it, never before `send` has returned. */
export interface ResponseHandler {
  /**
   * @param body the response after its header: a view of the bytes received. Throw a `ProtocolError` before anything is
   *   done with a body that cannot be read: the answer then counts as not received, the connection is closed with the
   *   error as its cause, and {@link ResponseHandler.onFailure} follows.
   */
  onResponse(body: Buffer): void
  /** @param error `persisted` is `'no'` only when not one byte of the request was handed to the socket. */
  onFailure(error: ProducerError): void
}

/** What becomes of one request that no answer comes for (`acks: 0`). Exactly one of the two ends it, never before `send` has returned. */
export interface DepartureHandler {
  /** Its bytes have left for the kernel, which is all that can be known. */
  onDeparted(): void
  /** @param error `persisted` is `'no'` only when not one byte of the request was handed to the socket. */
  onFailure(error: ProducerError): void
}
