import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createProducer, defineTopic, json, type Producer, string } from '@headwater/core'
import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import express, { type Express } from 'express'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { kafka } from './kafka.ts'
import { kafkaErrorHandler } from './kafka-error-handler.ts'

const TRACE_PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

let cluster: EmbeddedKafka
let producer: Producer
let server: Server | undefined

beforeAll(async () => {
  cluster = await startKafka({ brokers: 1 })
  producer = createProducer({ brokers: cluster.brokers, clientId: 'express-test' })
  await producer.connect()
})

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

afterAll(async () => {
  await producer.close({ timeoutMs: 5_000 })
  await cluster.stop()
})

describe('kafka', () => {
  it("sends a record with the request's id and trace context", async () => {
    const app = withKafka()
    app.post('/audit', async (req, res) => {
      res.json(await req.kafka.send({ topic: 'audit-ids', key: 'k', value: 'v' }))
    })

    const response = await post(app, '/audit', { 'x-request-id': 'r-1', traceparent: TRACE_PARENT })

    expect(response.headers.get('x-request-id')).toBe('r-1')
    expect(await response.json()).toMatchObject({ topic: 'audit-ids', offset: 0 })
    expect(storedHeaders('audit-ids')).toEqual([
      { 'x-request-id': 'r-1', traceparent: TRACE_PARENT },
    ])
  })

  it('makes a request id where the client sent none that can be used, and passes over a bad trace', async () => {
    const app = withKafka()
    app.post('/audit', async (req, res) => {
      await req.kafka.send({ topic: 'audit-made', value: 'v' })
      res.json({ id: 'id' in req ? req.id : undefined })
    })

    const response = await post(app, '/audit', { 'x-request-id': '<script>', traceparent: 'me' })

    const requestId = response.headers.get('x-request-id')
    expect(requestId).toMatch(UUID)
    expect(await response.json()).toEqual({ id: requestId })
    expect(storedHeaders('audit-made')).toEqual([{ 'x-request-id': requestId }])
  })

  it('lets a header of the record win, and respects the id and response header that are there', async () => {
    const app = express()
    app.use((req, res, next) => {
      Object.assign(req, { id: 'earlier' })
      res.setHeader('x-request-id', 'set-before')
      next()
    })
    app.use(kafka({ producer }))
    app.post('/audit', async (req, res) => {
      await req.kafka.send({ topic: 'audit-own', value: 'v', headers: { 'x-request-id': 'own' } })
      await req.kafka.send({ topic: 'audit-own', value: 'v' })
      res.end()
    })

    const response = await post(app, '/audit', { 'x-request-id': 'client' })

    expect(response.headers.get('x-request-id')).toBe('set-before')
    expect(storedHeaders('audit-own')).toEqual([
      { 'x-request-id': 'own' },
      { 'x-request-id': 'earlier' },
    ])
  })

  it('keeps the headers of concurrent requests apart', async () => {
    const app = withKafka()
    app.post('/audit', async (req, res) => {
      await req.kafka.send({ topic: 'audit-many', value: String(req.headers['x-request-id']) })
      res.end()
    })
    const ids = Array.from({ length: 20 }, (_, index) => `r-${index}`)

    const url = await listen(app)
    const responses = await Promise.all(
      ids.map((id) => fetch(`${url}/audit`, { method: 'POST', headers: { 'x-request-id': id } })),
    )

    const records = cluster.records('audit-many')
    expect(responses.every((response) => response.status === 200)).toBe(true)
    expect(records.map((record) => record.value?.toString()).sort()).toEqual([...ids].sort())
    expect(records.map((record) => headersOf(record)['x-request-id'])).toEqual(
      records.map((record) => record.value?.toString()),
    )
  })

  it('carries its headers through a topic definition and another header name', async () => {
    const visits = defineTopic('visits', { key: string(), value: json<{ page: string }>() })
    const app = express()
    app.use(kafka({ producer, requestIdHeader: 'X-Correlation-Id' }))
    app.post('/visit', async (req, res) => {
      await req.kafka.topic(visits).send({ key: 'ada', value: { page: '/' } })
      res.end()
    })

    const response = await post(app, '/visit', { 'x-correlation-id': 'c-1' })

    expect(response.headers.get('x-correlation-id')).toBe('c-1')
    expect(cluster.records('visits').map((record) => record.value?.toString())).toEqual([
      '{"page":"/"}',
    ])
    expect(storedHeaders('visits')).toEqual([{ 'x-correlation-id': 'c-1' }])
  })

  it('works on a bare Node server and leaves the body unread', async () => {
    const middleware = kafka({ producer })
    server = createServer((request, response) => {
      middleware(request, response, () => {
        request.on('data', (chunk: Buffer) => response.write(chunk))
        request.on('end', () => response.end())
      })
    })
    const url = await listenOn(server)

    const response = await fetch(url, { method: 'POST', body: 'untouched' })

    expect(await response.text()).toBe('untouched')
    expect(middleware.producer).toBe(producer)
  })

  it('refuses a header name that HTTP does not allow when it is made', () => {
    expect(() => kafka({ producer, requestIdHeader: 'request id' })).toThrow(TypeError)
  })
})

describe('kafkaErrorHandler', () => {
  it('answers a record that is too large with 413, and passes other errors on', async () => {
    const app = withKafka()
    app.post('/large', async (req, res) => {
      await req.kafka.send({ topic: 'large', value: Buffer.alloc(2 * 1_048_576) })
      res.end()
    })
    app.post('/broken', () => Promise.reject(new Error('something else')))
    app.use(kafkaErrorHandler())
    app.use(lastHandler)
    const url = await listen(app)

    const large = await fetch(`${url}/large`, { method: 'POST' })
    const broken = await fetch(`${url}/broken`, { method: 'POST' })

    expect(large.status).toBe(413)
    expect(await large.json()).toMatchObject({ code: 'RECORD_TOO_LARGE', persisted: 'no' })
    expect([broken.status, await broken.text()]).toEqual([500, 'something else'])
  })

  it('answers 503 with Retry-After once the producer is closed', async () => {
    const closed = createProducer({ brokers: cluster.brokers })
    await closed.close({ timeoutMs: 1_000 })
    const app = express()
    app.use(kafka({ producer: closed }))
    app.post('/', async (req, res) => {
      await req.kafka.send({ topic: 'closed', value: 'v' })
      res.end()
    })
    app.use(kafkaErrorHandler())

    const response = await post(app, '/', {})

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await response.json()).toMatchObject({ code: 'PRODUCER_CLOSED' })
  })

  it('passes an error on once the answer has begun', async () => {
    const app = withKafka()
    const seen: unknown[] = []
    app.post('/', async (req, res) => {
      res.write('begun')
      await req.kafka.send({ topic: 'large', value: Buffer.alloc(2 * 1_048_576) })
    })
    app.use(kafkaErrorHandler())
    app.use((error: unknown, _req: express.Request, res: express.Response, _next: () => void) => {
      seen.push(error)
      res.end()
    })

    const response = await post(app, '/', {})

    expect(await response.text()).toBe('begun')
    expect(seen).toMatchObject([{ code: 'RECORD_TOO_LARGE' }])
  })
})

function withKafka(): Express {
  const app = express()
  app.use(kafka({ producer }))
  return app
}

function lastHandler(
  error: Error,
  _req: express.Request,
  res: express.Response,
  _next: express.NextFunction,
): void {
  res.status(500).send(error.message)
}

async function post(
  app: Express,
  path: string,
  headers: Record<string, string>,
): Promise<Response> {
  const url = await listen(app)
  return fetch(`${url}${path}`, { method: 'POST', headers })
}

async function listen(app: Express): Promise<string> {
  server = createServer(app)
  return listenOn(server)
}

async function listenOn(httpServer: Server): Promise<string> {
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`
}

type StoredRecord = ReturnType<EmbeddedKafka['records']>[number]

function storedHeaders(topic: string): Record<string, string | undefined>[] {
  return cluster.records(topic).map(headersOf)
}

function headersOf(record: StoredRecord): Record<string, string | undefined> {
  return Object.fromEntries(record.headers.map(({ key, value }) => [key, value?.toString()]))
}
