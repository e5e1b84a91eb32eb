import { type IncomingMessage, type ServerResponse, validateHeaderName } from 'node:http'
import type { AnyTopicSender, Producer } from '@headwater/core'
import { requestIdOf } from './request-id.ts'
import { validTraceParent } from './trace-parent.ts'

/**
 * A sender that belongs to one request: the producer's `send`, `sendBatch`, `trySend` and `topic`, where every record
 * carries the request's headers. A header that a record brings itself wins.
 *
 * @public
 */
export type RequestSender = AnyTopicSender

// Express's own types declare this global namespace empty so that middleware can add to it. `req.id` is left out on
// purpose: other packages declare it with types of their own, and two declarations that differ do not compile.
declare global {
  namespace Express {
    interface Request {
      /** The sender bound to this request; there once the `kafka()` middleware has run. */
      kafka: RequestSender
    }
  }
}

/** What {@link kafka} takes. @public */
export interface KafkaMiddlewareOptions {
  /** The producer behind every request. The middleware neither connects nor closes it. */
  readonly producer: Producer
  /**
   * The header that carries the request id: read from the request, set on the response and on every record.
   * @default 'x-request-id'
   */
  readonly requestIdHeader?: string | undefined
}

/** Works with Express 4 and 5 and with everything else that speaks `(request, response, next)`. @public */
export interface KafkaMiddleware {
  (request: IncomingMessage, response: ServerResponse, next: () => void): void
  /** The producer that was passed in, for health checks and for sending outside a request. */
  readonly producer: Producer
}

/**
 * A middleware that puts a sender on `req.kafka` whose records carry the request id and the caller's `traceparent`.
 *
 * The request id is `req.id` where an earlier middleware set one, else the client's `x-request-id`, else a new UUID; it is also
 * set on the response, and as `req.id` where there was none. Ids and trace contexts that a client made up badly are passed
 * over (see the README for what is accepted). The middleware reads no body, waits for nothing and never throws.
 *
 * @throws {TypeError} here, not in the middleware, when `requestIdHeader` is no HTTP header name
 * @public
 */
export function kafka(options: KafkaMiddlewareOptions): KafkaMiddleware {
  const { producer } = options
  const requestIdHeader = (options.requestIdHeader ?? 'x-request-id').toLowerCase()
  validateHeaderName(requestIdHeader)

  function bindSender(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    const requestId = requestIdOf(request, requestIdHeader)
    const headers = recordHeaders(request, requestIdHeader, requestId)
    if (!('id' in request) || request.id === undefined) Object.assign(request, { id: requestId })
    if (!response.headersSent && !response.hasHeader(requestIdHeader)) {
      response.setHeader(requestIdHeader, requestId)
    }
    Object.assign(request, { kafka: producer.with({ headers: () => headers }) })
    next()
  }
  return Object.assign(bindSender, { producer })
}

function recordHeaders(
  request: IncomingMessage,
  requestIdHeader: string,
  requestId: string,
): Readonly<Record<string, string>> {
  const traceParent = validTraceParent(request.headers['traceparent'])
  return Object.freeze({
    [requestIdHeader]: requestId,
    ...(traceParent === undefined ? {} : { traceparent: traceParent }),
  })
}
