import { createServer, type Server } from 'node:http'
import { createProducer } from '@headwater/core'
import { afterEach, describe, expect, it } from 'vitest'
import { EventStream } from './event-stream.ts'
import { createExpressServer } from './express-server.ts'
import { addressOf, listen } from './listen.ts'
import { Readiness } from './readiness.ts'

const ORDER = JSON.stringify({ customer: 'ada', item: 'coffee', quantity: 1 })

let server: Server

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function start(nestAddress?: string): Promise<{ url: string; readiness: Readiness }> {
  const producer = createProducer({ brokers: ['127.0.0.1:9'] })
  await producer.close()
  const readiness = new Readiness()
  const events = new EventStream({ greeting: {}, historyLength: 1, maxClients: 1 })
  server = createServer(
    createExpressServer({ producer, events, readiness, nestAddress: () => nestAddress }),
  )
  await listen(server, 0)
  return { url: addressOf(server), readiness }
}

function post(url: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: ORDER,
  })
}

describe('the Express server', () => {
  it('is alive but not ready until every part works, and again while it stops', async () => {
    const { url, readiness } = await start()

    const starting = await fetch(`${url}/readyz`)
    for (const part of ['expressProducer', 'nestServer', 'consumer'] as const) {
      readiness.set(part, true)
    }
    const ready = await fetch(`${url}/readyz`)
    readiness.stop()
    const stopping = await fetch(`${url}/readyz`)

    expect([starting.status, ready.status, stopping.status]).toEqual([503, 200, 503])
    expect(await starting.json()).toMatchObject({ ready: false, consumer: false })
    expect((await fetch(`${url}/livez`)).status).toBe(200)
  })

  it('answers 503 when the producer takes no records', async () => {
    const { url } = await start()

    const response = await post(`${url}/orders`)

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await response.json()).toMatchObject({ code: 'PRODUCER_CLOSED', persisted: 'no' })
  })

  it('says so when the NestJS server is not there yet, and when it does not answer', async () => {
    const early = await post(`${(await start()).url}/nest/orders`)
    server.close()
    const free = createServer()
    await listen(free, 0)
    const gone = addressOf(free)
    free.close()

    const late = await post(`${(await start(gone)).url}/nest/orders`)

    expect([early.status, late.status]).toEqual([503, 502])
    expect(await late.json()).toEqual({ error: 'The other server did not answer' })
  })
})
