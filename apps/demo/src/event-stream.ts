import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface EventStreamOptions {
  /** Sent to every client first; for what does not change while the process runs. */
  readonly greeting: Readonly<Record<string, unknown>>
  /** How many past events a new client gets. */
  readonly historyLength: number
  /** Beyond it a client is answered 503. */
  readonly maxClients: number
}

interface PastEvent {
  readonly number: number
  readonly text: string
}

// Proxies drop a silent connection after 30 to 60 seconds.
const HEARTBEAT_MS = 15_000

// A client that does not read is let go before its unsent events fill the memory; it gets the history when it returns.
const MAX_UNSENT_BYTES = 1_048_576

const RECONNECT_MS = 1_000

/**
 * Server-sent events to any number of browsers. Each event has an id, and a browser that returns with its last one gets
 * only what it missed. The greeting names the stream: after a restart of the process it is another one, and the page
 * starts afresh.
 */
export class EventStream {
  readonly #options: EventStreamOptions
  readonly #name = randomUUID()
  readonly #clients = new Set<ServerResponse>()
  readonly #history: PastEvent[] = []
  #published = 0
  #heartbeat: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: EventStreamOptions) {
    this.#options = options
  }

  get clientCount(): number {
    return this.#clients.size
  }

  /** Sends an event to every client and keeps it for later ones. */
  publish(data: unknown): void {
    this.#published++
    // JSON holds no raw line break, so the data is one line, as the format wants it.
    const text = `id: ${this.#name}/${this.#published}\ndata: ${JSON.stringify(data)}\n\n`
    this.#history.push({ number: this.#published, text })
    if (this.#history.length > this.#options.historyLength) this.#history.shift()
    for (const client of this.#clients) this.#write(client, text)
  }

  /** Answers a request with the stream; the answer ends when the client goes or the stream is closed. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    if (this.#closed || this.#clients.size >= this.#options.maxClients) {
      response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '5' })
      response.end('No room for another listener\n')
      return
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    this.#clients.add(response)
    response.on('close', () => this.#forget(response))
    response.on('error', () => this.#forget(response))
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref()
    response.write(this.#opening(request.headers['last-event-id']))
  }

  /** Ends every answer; later requests are answered 503. */
  close(): void {
    this.#closed = true
    for (const client of this.#clients) client.end()
  }

  #opening(lastEventId: string | readonly string[] | undefined): string {
    const greeting = JSON.stringify({ ...this.#options.greeting, stream: this.#name })
    const [stream, number] = String(lastEventId).split('/')
    const seen = stream === this.#name ? Number(number) : 0
    const missed = this.#history.filter((event) => !(event.number <= seen))
    const past = missed.map((event) => event.text).join('')
    return `retry: ${RECONNECT_MS}\nevent: hello\ndata: ${greeting}\n\n${past}`
  }

  #beat(): void {
    for (const client of this.#clients) this.#write(client, ': still here\n\n')
  }

  #write(client: ServerResponse, text: string): void {
    if (client.writableLength > MAX_UNSENT_BYTES) client.destroy()
    else client.write(text)
  }

  #forget(client: ServerResponse): void {
    this.#clients.delete(client)
    if (this.#clients.size > 0) return
    clearInterval(this.#heartbeat)
    this.#heartbeat = undefined
  }
}
