import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { addressOf, listen } from '../src/listen.ts'
import { DemoProcess } from './demo-process.ts'
import { readEvents } from './read-events.ts'

// How long a condition may take to come true on a busy machine; met conditions wait for nothing.
const PATIENCE = { timeout: 30_000 }
const FREE_PORTS = { PORT: '0', NEST_PORT: '0' }

let kafka: EmbeddedKafka
const processes: DemoProcess[] = []

beforeAll(async () => {
  kafka = await startKafka({ brokers: 3 })
})

afterEach(async () => {
  for (const demo of processes.splice(0)) {
    demo.signal('SIGKILL')
    await demo.exitCode()
  }
})

afterAll(async () => {
  await kafka.stop()
})

function start(environment: Readonly<Record<string, string>>): DemoProcess {
  const demo = new DemoProcess(environment)
  processes.push(demo)
  return demo
}

describe('the demo as a process', () => {
  it('runs on its own cluster, prints where it is, and ends with 0 on Ctrl-C', async () => {
    const demo = start(FREE_PORTS)
    const { express, nest } = await demo.addresses()
    expect(demo.output).toContain('Press Ctrl-C to stop')
    for (const server of [express, nest]) expect((await order(server, 'ada')).status).toBe(201)

    demo.signal('SIGINT')

    expect(await demo.exitCode()).toBe(0)
    expect(demo.output).toContain('Stopped. Every accepted order is stored.')
    expect(demo.output).not.toMatch(/warning/i)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stores every order that it answered before %s ended it, with listeners still there',
    async (signal) => {
      const demo = start({ ...FREE_PORTS, KAFKA_BROKERS: kafka.brokers.join(',') })
      const { express, nest } = await demo.addresses()
      const listening = readEvents(`${express}/events`, () => false).catch(String)
      const answers: Answer[] = []
      const clients = [express, nest, express, nest].map((server) =>
        orderUntilRefused(server, answers),
      )
      await vi.waitUntil(() => answers.length >= 40, PATIENCE)

      demo.signal(signal)

      expect(await demo.exitCode()).toBe(0)
      await Promise.all(clients)
      expect(await listening).toContain('The stream ended')
      const stored = new Map(
        kafka
          .records('orders')
          .map((record) => [`${record.partition}/${record.offset}`, record.value?.toString()]),
      )
      for (const { status, body } of answers) {
        expect(status).toBe(201)
        expect(stored.get(`${body.partition}/${body.offset}`)).toBe(JSON.stringify(body.order))
      }
    },
  )

  it('ends at once on a second Ctrl-C, though a request is not finished', async () => {
    const demo = start(FREE_PORTS)
    const { express } = await demo.addresses()
    const { hostname, port } = new URL(express)
    const client = connect(Number(port), hostname).on('error', () => undefined)
    client.write('POST /orders HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n')
    client.write('content-length: 9\r\nexpect: 100-continue\r\n\r\n')
    await once(client, 'data')
    let ended = false
    void demo.exitCode().then(() => {
      ended = true
    })

    // One keypress arrives as several signals when npm passes it on, so those of the first half second are one.
    await vi.waitUntil(() => {
      demo.signal('SIGINT')
      return ended
    }, PATIENCE)

    expect(await demo.exitCode()).toBe(130)
    client.destroy()
  })

  it('says so and ends with 1 when its port is in use', async () => {
    const other = createServer()
    await listen(other, 0)
    const { port } = new URL(addressOf(other))

    const demo = start({ PORT: port, NEST_PORT: '0' })

    expect(await demo.exitCode()).toBe(1)
    expect(demo.output).toContain(`Port ${port} is in use`)
    other.close()
  })

  it('says so and ends with 1 when a setting is impossible', async () => {
    const demo = start({ PORT: 'http' })

    expect(await demo.exitCode()).toBe(1)
    expect(demo.output.trim()).toBe('PORT must be a port from 0 to 65535, not "http"')
  })

  it('names the broker and ends with 1 when there is no Kafka', async () => {
    const free = createServer()
    await listen(free, 0)
    const { host, port } = new URL(addressOf(free))
    free.close()

    const demo = start({ ...FREE_PORTS, KAFKA_BROKERS: `127.0.0.1:${port}` })

    expect(await demo.exitCode()).toBe(1)
    expect(demo.output).toContain(host)
  })
})

interface Answer {
  readonly status: number
  readonly body: { readonly partition: number; readonly offset: number; readonly order: object }
}

async function orderUntilRefused(server: string, answers: Answer[]): Promise<void> {
  for (let number = 0; ; number++) {
    let response: Response
    try {
      response = await order(server, `customer-${number % 7}`)
    } catch {
      return
    }
    answers.push({ status: response.status, body: (await response.json()) as Answer['body'] })
  }
}

function order(server: string, customer: string): Promise<Response> {
  return fetch(`${server}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customer, item: 'coffee', quantity: 1 }),
  })
}
