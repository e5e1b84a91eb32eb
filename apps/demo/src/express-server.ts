import { fileURLToPath } from 'node:url'
import type { Producer } from '@headwater/core'
import { kafka } from '@headwater/express'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { EventStream } from './event-stream.ts'
import { failureAnswer } from './failure-answer.ts'
import { forward } from './forward.ts'
import { orderTopic, placeOrder, readOrder } from './orders.ts'
import { prometheusText } from './prometheus-text.ts'
import type { Readiness } from './readiness.ts'

export interface ExpressServerOptions {
  readonly producer: Producer
  readonly events: EventStream
  readonly readiness: Readiness
  /** The NestJS server's address, once it listens. */
  readonly nestAddress: () => string | undefined
}

/** The largest body of `POST /orders`, on both servers; an order has some hundred bytes. */
export const BODY_LIMIT = '16kb'

// The same path from `src/` and from `dist/`.
const PAGE_FOLDER = fileURLToPath(new URL('../public', import.meta.url))

// Records may hold anything. The page writes them as text only, and this keeps a mistake there from becoming a script.
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The Express side of the demo: orders, the page with its event stream, metrics, and health checks. */
export function createExpressServer(options: ExpressServerOptions): Express {
  const { producer, events, readiness, nestAddress } = options
  const app = express()
  app.disable('x-powered-by')

  app.post(
    '/orders',
    kafka({ producer }),
    express.json({ limit: BODY_LIMIT }),
    async (req, res) => {
      const read = readOrder(req.body)
      if ('refused' in read) res.status(400).json(read.refused)
      else
        res.status(201).json(await placeOrder(req.kafka.topic(orderTopic), 'express', read.order))
    },
  )

  app.post(
    '/nest/orders',
    express.raw({ limit: BODY_LIMIT, type: () => true }),
    forward(() => {
      const address = nestAddress()
      return address === undefined ? undefined : `${address}/orders`
    }),
  )

  app.get('/events', (req, res) => events.serve(req, res))
  app.get('/livez', (_req, res) => {
    res.json({ alive: true })
  })
  app.get('/readyz', (_req, res) => {
    const report = readiness.report()
    res.status(report.ready ? 200 : 503).json(report)
  })
  app.get('/metrics', (_req, res) => {
    res.type('text/plain').send(prometheusText(producer.metrics()))
  })
  app.use(express.static(PAGE_FOLDER, { setHeaders: protectPage }))
  app.use((_req, res) => {
    res.status(404).json({ error: 'There is nothing at this address' })
  })
  app.use(answerFailure)
  return app
}

function protectPage(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('content-security-policy', PAGE_POLICY)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
}

const answerFailure: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  const { status, headers, body } = failureAnswer(error)
  // A 503 is the producer's to report: it logs an outage once, and not with every request.
  if (status === 500) console.error('A request to the Express server failed:', error)
  response.status(status).set(headers).json(body)
}
