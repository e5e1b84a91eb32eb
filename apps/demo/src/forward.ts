import type { RequestHandler } from 'express'

/**
 * Passes a request on to another server of the demo, and its answer back, so that the page reaches both from its one origin:
 * also where only one port is forwarded, and without opening either server to other origins. Wants the body as a Buffer.
 *
 * @param target the whole address, or `undefined` while there is none
 */
export function forward(target: () => string | undefined): RequestHandler {
  return async (request, response) => {
    const address = target()
    if (address === undefined) {
      response.status(503).json({ error: 'The other server is not listening yet' })
      return
    }
    const answer = await fetch(address, {
      method: request.method,
      headers: { 'content-type': request.headers['content-type'] ?? 'application/octet-stream' },
      body: Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : null,
    }).catch(() => undefined)
    if (answer === undefined) {
      response.status(502).json({ error: 'The other server did not answer' })
      return
    }
    response.status(answer.status)
    response.type(answer.headers.get('content-type') ?? 'application/octet-stream')
    response.send(Buffer.from(await answer.arrayBuffer()))
  }
}
