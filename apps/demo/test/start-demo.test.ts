import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../src/start-demo.ts'
import { readEvents } from './read-events.ts'

const ORDER = { customer: 'ada', item: 'coffee', quantity: 2 }

let demo: Demo
let servers: Record<'express' | 'nestjs' | 'forwarded', string>

beforeAll(async () => {
  demo = await startDemo({ expressPort: 0, nestPort: 0, brokers: undefined })
  servers = {
    express: `${demo.expressAddress}/orders`,
    nestjs: `${demo.nestAddress}/orders`,
    forwarded: `${demo.expressAddress}/nest/orders`,
  }
})

afterAll(async () => {
  await demo.stop()
})

describe('POST /orders', () => {
  it.each(['express', 'nestjs', 'forwarded'] as const)('stores an order (%s)', async (server) => {
    const response = await post(server, JSON.stringify(ORDER))

    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({
      topic: 'orders',
      partition: expect.any(Number),
      offset: expect.any(Number),
      order: { ...ORDER, id: expect.any(String), placedAt: expect.any(String) },
    })
  })

  it.each(['express', 'nestjs', 'forwarded'] as const)(
    'names every bad field (%s)',
    async (server) => {
      const response = await post(server, '{"customer":"","quantity":0,"colour":"red"}')

      expect(response.status).toBe(400)
      expect(await response.json()).toEqual({
        error: 'The order is not valid',
        fields: {
          customer: expect.any(String),
          item: 'is missing',
          quantity: expect.any(String),
          colour: 'is not a field of an order',
        },
      })
    },
  )

  it.each(['express', 'nestjs', 'forwarded'] as const)(
    'refuses what is no JSON (%s)',
    async (server) => {
      const malformed = await post(server, '{"customer":')
      const form = await post(server, 'customer=ada', 'application/x-www-form-urlencoded')

      for (const response of [malformed, form]) {
        expect(response.status).toBe(400)
        expect(await response.json()).toEqual({
          error: expect.stringContaining('JSON'),
          fields: {},
        })
      }
    },
  )

  it.each(['express', 'nestjs', 'forwarded'] as const)(
    'misses every field of an empty body (%s)',
    async (server) => {
      const response = await post(server, '')

      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        fields: { customer: 'is missing', item: 'is missing', quantity: 'is missing' },
      })
    },
  )

  it.each(['express', 'nestjs', 'forwarded'] as const)(
    'refuses a large body (%s)',
    async (server) => {
      const response = await post(server, JSON.stringify({ ...ORDER, item: 'x'.repeat(20_000) }))

      expect(response.status).toBe(413)
      expect(await response.json()).toEqual({ error: 'The body is too large' })
    },
  )

  it('keeps the orders of one customer in one partition', async () => {
    const stored: Stored[] = []
    for (const server of ['express', 'nestjs', 'express'] as const) {
      stored.push(await placed(server, 'grace'))
    }

    const first = stored[0]?.offset ?? Number.NaN
    expect(new Set(stored.map(({ partition }) => partition)).size).toBe(1)
    expect(stored.map(({ offset }) => offset - first)).toEqual([0, 1, 2])
  })
})

describe('GET /events', () => {
  it('shows what a consumer read back, with the server that took it', async () => {
    const customer = `customer-${crypto.randomUUID()}`
    const live = readEvents(`${demo.expressAddress}/events`, (events) => mine(events).length === 2)
    const stored = [await placed('express', customer), await placed('nestjs', customer)]

    const records = mine(await live)

    expect(records).toEqual(
      stored.map(({ topic, partition, offset, order }, index) => ({
        topic,
        partition,
        offset,
        timestamp: expect.any(Number),
        key: customer,
        value: JSON.stringify(order),
        servedBy: ['express', 'nestjs'][index],
      })),
    )

    function mine(events: readonly { readonly data: Record<string, unknown> }[]) {
      return events.map((event) => event.data).filter((record) => record['key'] === customer)
    }
  })
})

describe('the page and the health checks', () => {
  it('serves a page that runs no script but its own', async () => {
    const response = await fetch(demo.expressAddress)
    const page = await response.text()

    expect(response.headers.get('content-type')).toContain('text/html')
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(page).toContain('id="order-form"')
    for (const [, asset] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(`${demo.expressAddress}/${asset}`)).status).toBe(200)
    }
  })

  it('is alive and ready', async () => {
    const alive = await fetch(`${demo.expressAddress}/livez`)
    const ready = await fetch(`${demo.expressAddress}/readyz`)

    expect([alive.status, ready.status]).toEqual([200, 200])
    expect(await ready.json()).toMatchObject({ ready: true, stopping: false })
  })

  it.each(['express', 'nestjs'] as const)(
    'answers other addresses with 404 (%s)',
    async (server) => {
      const response = await fetch(new URL('/nowhere', servers[server]))

      expect([response.status, await response.json()]).toEqual([
        404,
        { error: 'There is nothing at this address' },
      ])
    },
  )
})

/** What a server answers to an order that it stored. */
interface Stored {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly order: object
}

async function placed(server: keyof typeof servers, customer: string): Promise<Stored> {
  const response = await post(server, JSON.stringify({ ...ORDER, customer }))
  return (await response.json()) as Stored
}

function post(
  server: keyof typeof servers,
  body: string,
  contentType = 'application/json',
): Promise<Response> {
  return fetch(servers[server], { method: 'POST', headers: { 'content-type': contentType }, body })
}
