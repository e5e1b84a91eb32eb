/**
 * What a client's socket tells its owner; the producer's `SocketListener` by shape.
 *
 * @public
 */
export interface MemorySocketListener {
  onConnect(): void
  onData(chunk: Buffer): void
  /** What was held up has left: `bufferedBytes` is 0 again. */
  onDrain(): void
  onError(error: Error): void
  onClose(): void
}

/**
 * A client's end of a connection; the producer's `ClientSocket` by shape.
 *
 * @public
 */
export interface MemorySocket {
  write(parts: readonly Uint8Array[]): void
  /** Bytes that were written and have not left: what a slow link, a black hole or a busy broker holds up. */
  readonly bufferedBytes: number
  destroy(): void
}

/**
 * Where to dial: the producer's `SocketTarget`, of which only the port matters here.
 *
 * @public
 */
export interface MemorySocketTarget {
  readonly host: string
  readonly address: string
  readonly port: number
}
