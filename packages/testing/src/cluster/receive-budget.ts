import { MAX_RECEIVED_BYTES } from './request-limits.ts'

/** Bounds what all connections together keep of requests that are not served yet, whole or in part. */
export class ReceiveBudget {
  #usedBytes = 0

  /** Counts bytes that arrived; false when they are too many, and the connection has to go. */
  received(bytes: number): boolean {
    this.#usedBytes += bytes
    return this.#usedBytes <= MAX_RECEIVED_BYTES
  }

  /** Counts bytes that were served, or dropped with their connection. */
  released(bytes: number): void {
    this.#usedBytes -= bytes
  }
}
