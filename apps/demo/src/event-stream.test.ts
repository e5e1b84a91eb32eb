import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readEvents } from '../test/read-events.ts'
import { EventStream } from './event-stream.ts'
import { addressOf, listen } from './listen.ts'

// How long a condition may take to come true on a busy machine; met conditions wait for nothing.
const PATIENCE = { timeout: 30_000 }

let stream: EventStream
let server: Server
let url: string

beforeEach(async () => {
  stream = new EventStream({ greeting: { cluster: 'test' }, historyLength: 3, maxClients: 2 })
  server = createServer((request, response) => stream.serve(request, response))
  await listen(server, 0)
  url = addressOf(server)
})

afterEach(async () => {
  vi.useRealTimers()
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

describe('EventStream', () => {
  it('greets a client and repeats no more than the history', async () => {
    for (const offset of [1, 2, 3, 4, 5]) stream.publish({ offset })

    const [hello, ...past] = await readEvents(url, (events) => events.length === 4)

    expect(hello).toMatchObject({ name: 'hello', data: { cluster: 'test' } })
    expect(past.map((event) => event.data)).toEqual([{ offset: 3 }, { offset: 4 }, { offset: 5 }])
  })

  it('sends an event to every client as it comes', async () => {
    const both = Promise.all([1, 2].map(() => readEvents(url, (events) => events.length === 2)))
    await vi.waitUntil(() => stream.clientCount === 2, PATIENCE)

    stream.publish({ text: 'line\nbreak' })

    const received = await both
    expect(received.map((events) => events[1]?.data)).toEqual([
      { text: 'line\nbreak' },
      { text: 'line\nbreak' },
    ])
  })

  it('repeats to a returning client only what it missed', async () => {
    stream.publish({ offset: 1 })
    stream.publish({ offset: 2 })
    const before = await readEvents(url, (events) => events.length === 3)
    stream.publish({ offset: 3 })

    const lastSeen = { 'last-event-id': before.at(-1)?.id ?? '' }
    const after = await readEvents(url, (events) => events.length === 2, lastSeen)

    expect(after.map((event) => event.data['offset'])).toEqual([undefined, 3])
  })

  it.each(['', 'another-stream/2', 'nonsense'])(
    'repeats everything to a client that comes with the id "%s"',
    async (id) => {
      stream.publish({ offset: 1 })

      const events = await readEvents(url, (received) => received.length === 2, {
        'last-event-id': id,
      })

      expect(events[1]?.data).toEqual({ offset: 1 })
    },
  )

  it('forgets a client that leaves, and refuses one beyond its limit', async () => {
    const clients = [await connect(), await connect()]
    const refused = await fetch(url)
    expect([refused.status, stream.clientCount]).toEqual([503, 2])

    for (const client of clients) client.destroy()

    await vi.waitUntil(() => stream.clientCount === 0, PATIENCE)
    await readEvents(url, (events) => events.length === 1)
  })

  it('beats while somebody listens', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const client = await connect()
    client.setEncoding('utf8')
    let text = ''
    client.on('data', (chunk: string) => {
      text += chunk
    })

    vi.advanceTimersByTime(15_000)
    await vi.waitUntil(() => text.includes(': still here\n\n'), PATIENCE)
    client.destroy()
    await vi.waitUntil(() => stream.clientCount === 0, PATIENCE)

    expect(vi.getTimerCount()).toBe(0)
  })

  it('lets go of a client that does not read', async () => {
    const client = await connect()
    client.pause()
    const large = 'x'.repeat(1_000_000)

    for (let sent = 0; sent < 64 && stream.clientCount === 1; sent++) {
      stream.publish(large)
      await new Promise((resolve) => setImmediate(resolve))
    }

    expect(stream.clientCount).toBe(0)
    client.destroy()
  })

  it('ends every answer when it is closed, and refuses new ones', async () => {
    const client = await connect()

    stream.close()

    client.resume()
    await once(client, 'end')
    expect((await fetch(url)).status).toBe(503)
  })
})

async function connect(): Promise<IncomingMessage> {
  const request = get(url)
  const [response]: IncomingMessage[] = await once(request, 'response')
  if (response === undefined) throw new Error('no response')
  response.on('error', () => undefined)
  return response
}
