/** What a connection listens to; a socket calls each from its own turn, `onClose` exactly once and last. */
export interface SocketListener {
  onConnect(): void
  /** @param chunk is not looked at any more once this has returned: its memory may take the next bytes */
  onData(chunk: Buffer): void
  /** Everything that was written has left for the kernel, where a write had left some behind: `bufferedBytes` is 0 again. */
  onDrain(): void
  /** The error that broke the socket, if one did; `onClose` follows. */
  onError(error: Error): void
  onClose(): void
}

/** The part of a stream socket that a connection needs. */
export interface ClientSocket {
  /** Writes the parts in order, gathered into as few system calls as the platform can; the parts are not copied or changed. */
  write(parts: readonly Uint8Array[]): void
  /** Bytes handed to {@link write} that have not left for the kernel yet; `onDrain` follows when they have. */
  readonly bufferedBytes: number
  /** Closes at once and drops what was not written; `onClose` follows. Destroying twice is allowed. */
  destroy(): void
}

/** Where to dial: one resolved address, with the name it came from for SNI and certificate checks. */
export interface SocketTarget {
  readonly host: string
  readonly address: string
  readonly port: number
}

/**
 * Opens sockets. The system's factory dials TCP or TLS with `TCP_NODELAY`; a test's links memory to memory; a user's can
 * go through a proxy. Sockets never keep the process alive.
 *
 * @public
 */
export interface SocketFactory {
  connect(target: SocketTarget, listener: SocketListener): ClientSocket
}
