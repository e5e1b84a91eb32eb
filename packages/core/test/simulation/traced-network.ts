import { crc32 } from 'node:zlib'
import type {
  ClientSocket,
  SocketFactory,
  SocketListener,
} from '../../src/network/socket-factory.ts'
import type { Clock } from '../../src/time/clock.ts'
import type { SimulationTrace } from './simulation-trace.ts'

const API_KEY_AT = 4
const CORRELATION_ID_AT = 8

/** A network that notes every dial, request, answer and end of a connection. */
export function tracedNetwork(
  network: SocketFactory,
  clock: Clock,
  trace: SimulationTrace,
): SocketFactory {
  let connections = 0
  const note = (text: () => string): void => trace.note(clock.now(), text)
  return {
    connect: (target, listener) => {
      const name = `connection ${++connections}`
      note(() => `${name} dials ${target.address}:${target.port}`)
      return tracedSocket(network.connect(target, tracedListener(listener, name, note)), name, note)
    },
  }
}

type Note = (text: () => string) => void

function tracedListener(listener: SocketListener, name: string, note: Note): SocketListener {
  return {
    onConnect: () => {
      note(() => `${name} is open`)
      listener.onConnect()
    },
    onData: (chunk) => {
      note(() => `${name} receives ${chunk.length} bytes, ${checksum(chunk)}`)
      listener.onData(chunk)
    },
    onDrain: () => listener.onDrain(),
    onError: (error) => {
      note(() => `${name} breaks: ${error.message}`)
      listener.onError(error)
    },
    onClose: () => {
      note(() => `${name} is closed`)
      listener.onClose()
    },
  }
}

function tracedSocket(socket: ClientSocket, name: string, note: Note): ClientSocket {
  return {
    write: (parts) => {
      note(() => `${name} sends ${describeRequest(Buffer.concat(parts))}`)
      socket.write(parts)
    },
    get bufferedBytes() {
      return socket.bufferedBytes
    },
    destroy: () => {
      note(() => `${name} is destroyed`)
      socket.destroy()
    },
  }
}

function describeRequest(frame: Buffer): string {
  const api = frame.readInt16BE(API_KEY_AT)
  const correlationId = frame.readInt32BE(CORRELATION_ID_AT)
  return `api ${api} number ${correlationId}, ${frame.length} bytes, ${checksum(frame)}`
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0')
}
