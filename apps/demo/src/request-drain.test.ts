import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { listen } from './listen.ts'
import { RequestDrain } from './request-drain.ts'

const LONG_MS = 60_000

let server: Server
let sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets = []
  server.closeAllConnections()
  server.close()
})

describe('RequestDrain', () => {
  it('finishes the request in progress, asks its client to close, and refuses new ones', async () => {
    const drain = await serve(() => undefined)
    const arrived = once(server, 'request')
    const client = await open()
    const text = readToEnd(client)
    client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    const [, response] = await arrived
    const port = portOf(server)

    const drained = drain.drain(LONG_MS)
    const late = connect(port)
    const [refusal] = await once(late, 'error')
    response.end('answered')
    await drained

    expect(refusal).toMatchObject({ code: 'ECONNREFUSED' })
    expect(await text).toMatch(/connection: close[^]*answered/i)
  })

  it('closes connections that are kept alive, and those that were opened ahead', async () => {
    const drain = await serve((_request, response) => response.end('done'))
    const [keptAlive, ahead] = [await open(), await open()]
    keptAlive.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(keptAlive, 'data')

    const closed = [once(keptAlive, 'close'), once(ahead, 'close')]
    ahead.resume()
    keptAlive.resume()
    await drain.drain(LONG_MS)

    await Promise.all(closed)
  })

  it('cuts a request that does not finish in time', async () => {
    const drain = await serve(() => undefined)
    const arrived = once(server, 'request')
    const client = await open()
    const text = readToEnd(client)
    client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await arrived

    await drain.drain(1)

    expect(await text).toBe('')
  })

  it('has nothing to do for a server that never listened', async () => {
    server = createServer()

    await new RequestDrain(server).drain(LONG_MS)

    expect(server.listening).toBe(false)
  })
})

async function serve(listener: RequestListener): Promise<RequestDrain> {
  server = createServer(listener)
  const drain = new RequestDrain(server)
  await listen(server, 0)
  return drain
}

async function open(): Promise<Socket> {
  const accepted = once(server, 'connection')
  const socket = connect(portOf(server))
  sockets.push(socket)
  await Promise.all([accepted, once(socket, 'connect')])
  return socket
}

async function readToEnd(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    text += chunk
  })
  socket.on('error', () => undefined)
  await once(socket, 'close')
  return text
}

function portOf(httpServer: Server): number {
  return (httpServer.address() as AddressInfo).port
}
