import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWithConsoleConsumer } from '../../../../scripts/kafka/src/console-consumer.ts'
import { DemoProcess } from '../../test/demo-process.ts'
import { readEvents } from '../../test/read-events.ts'

const BROKERS = process.env['KAFKA_BROKERS'] ?? ''
const JARS = process.env['KAFKA_JARS'] ?? ''

let demo: DemoProcess
let servers: { readonly express: string; readonly nest: string }

beforeAll(async () => {
  demo = new DemoProcess({ PORT: '0', NEST_PORT: '0', KAFKA_BROKERS: BROKERS })
  servers = await demo.addresses()
})

afterAll(async () => {
  demo.signal('SIGINT')
  expect(await demo.exitCode()).toBe(0)
})

it('carries orders from both servers through Apache Kafka to its console consumer and to the page', async () => {
  const placed = [await order(servers.express, 'ada'), await order(servers.nest, 'grace')]

  const onThePage = await readEvents(`${servers.express}/events`, (events) =>
    ['ada', 'grace'].every((name) => JSON.stringify(events).includes(name)),
  )
  const read = await readWithConsoleConsumer({
    brokers: BROKERS,
    jars: JARS,
    topic: 'orders',
    count: placed.length,
  })

  expect(onThePage.length).toBeGreaterThan(0)
  const stored = read.map(({ partition, offset, value }) => ({
    partition,
    offset,
    order: JSON.parse(value ?? 'null'),
  }))
  expect(stored.sort(byCustomer)).toEqual(
    placed.map(({ partition, offset, order }) => ({ partition, offset, order })).sort(byCustomer),
  )
})

interface Placed {
  readonly partition: number
  readonly offset: number
  readonly order: { readonly customer: string }
}

async function order(server: string, customer: string): Promise<Placed> {
  const response = await fetch(`${server}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customer, item: 'coffee', quantity: 1 }),
  })
  expect(response.status).toBe(201)
  return (await response.json()) as Placed
}

function byCustomer(left: Placed, right: Placed): number {
  return left.order.customer.localeCompare(right.order.customer)
}
