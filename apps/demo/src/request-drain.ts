import type { Server, ServerResponse } from 'node:http'

/**
 * Ends an HTTP server without cutting an answer off: new connections are refused, requests in progress are finished, and
 * connections that are merely kept alive are closed, which `server.close()` alone would wait for.
 */
export class RequestDrain {
  readonly #server: Server
  readonly #inProgress = new Set<ServerResponse>()
  #draining = false

  constructor(server: Server) {
    this.#server = server
    // First in line, so that the answer's headers are still open whatever the application does.
    server.prependListener('request', (_request, response) => this.#track(response))
  }

  /** Resolves when every connection is closed; after `timeoutMs` those that are left are cut. */
  async drain(timeoutMs: number): Promise<void> {
    if (!this.#server.listening) return
    this.#draining = true
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const response of this.#inProgress) closeAfter(response)
    this.#closeWhenIdle()
    const deadline = setTimeout(() => this.#server.closeAllConnections(), timeoutMs)
    await closed
    clearTimeout(deadline)
  }

  #track(response: ServerResponse): void {
    this.#inProgress.add(response)
    if (this.#draining) closeAfter(response)
    response.on('close', () => {
      this.#inProgress.delete(response)
      if (this.#draining) this.#closeWhenIdle()
    })
  }

  // Not closeIdleConnections: it spares a connection that has not sent its first request, as browsers open them ahead.
  #closeWhenIdle(): void {
    if (this.#inProgress.size === 0) this.#server.closeAllConnections()
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}
