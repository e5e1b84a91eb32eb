import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { FrameReader } from '@headwater/protocol'
import { NullBroker } from './null-broker.ts'

const HOST = '127.0.0.1'
const MAX_FRAME_BYTES = 128 * 1024 * 1024

export interface ServedNullBroker {
  /** `host:port`, on the loopback only. */
  readonly address: string
  /** Closes every connection and the port. */
  close(): void
}

/**
 * Serves a null broker on a free port.
 *
 * @param onRefused told why a connection was hung up on
 */
export async function serveNullBroker(
  onRefused: (error: unknown) => void,
): Promise<ServedNullBroker> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true })
  server.listen(0, HOST)
  await once(server, 'listening')
  const port = portOf(server.address())
  const broker = new NullBroker(HOST, port)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(socket, broker, onRefused)
  })
  return {
    address: `${HOST}:${port}`,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function serve(socket: Socket, broker: NullBroker, onRefused: (error: unknown) => void): void {
  const frames = new FrameReader(MAX_FRAME_BYTES)
  const answer = (frame: Buffer) => {
    const response = broker.answer(frame)
    if (response !== null) socket.write(response)
  }
  // A client that leaves in the middle of a cell is that client's failure, which its own process reports.
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    // All answers to what one chunk carried leave in one write, as a broker's network thread would batch them.
    socket.cork()
    try {
      frames.push(chunk, answer)
    } catch (error) {
      onRefused(error)
      socket.destroy()
    } finally {
      socket.uncork()
    }
  })
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return address.port
}
