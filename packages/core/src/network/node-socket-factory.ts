import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { guardedServerIdentity } from './guarded-server-identity.ts'
import type { TlsOptions } from './network-options.ts'
import { nodeTls } from './node-tls.ts'
import type { ClientSocket, SocketFactory, SocketListener, SocketTarget } from './socket-factory.ts'

/** Sockets of `node:net`, or of `node:tls` when TLS options are given; they never keep the process alive. */
export function createNodeSocketFactory(ssl: false | TlsOptions): SocketFactory {
  return Object.freeze<SocketFactory>({
    connect(target, listener) {
      const socket = ssl === false ? dialTcp(target) : dialTls(target, ssl)
      listen(socket, ssl === false ? 'connect' : 'secureConnect', listener)
      socket.setNoDelay(true)
      socket.unref()
      return new NodeClientSocket(socket, listener)
    },
  })
}

function dialTcp(target: SocketTarget): Socket {
  return connectTcp({ host: target.address, port: target.port })
}

function dialTls(target: SocketTarget, ssl: TlsOptions): Socket {
  return nodeTls().connect({
    ...ssl,
    minVersion: ssl.minVersion ?? 'TLSv1.2',
    rejectUnauthorized: true,
    host: target.address,
    port: target.port,
    // A name of ours is checked and sent as SNI although an address is dialed; for an IP address Node checks the address
    // itself, and SNI must not carry one (RFC 6066, 3).
    ...serverName(ssl, target.host),
    ...serverCheck(ssl),
  })
}

function serverName(ssl: TlsOptions, host: string): { servername?: string } {
  if (ssl.servername !== undefined) return { servername: ssl.servername }
  // The dot that ends a fully qualified name is no part of it in a certificate or in SNI.
  return isIP(host) === 0 ? { servername: host.replace(/\.$/, '') } : {}
}

function serverCheck({
  checkServerIdentity: check,
}: TlsOptions): Pick<TlsOptions, 'checkServerIdentity'> {
  return check === undefined ? {} : { checkServerIdentity: guardedServerIdentity(check) }
}

/** All listeners stay for the socket's whole life: an error without one would end the process. */
function listen(socket: Socket, connected: string, listener: SocketListener): void {
  socket.on(connected, () => listener.onConnect())
  socket.on('data', (chunk: Buffer) => listener.onData(chunk))
  socket.on('error', (error: Error) => listener.onError(error))
  socket.on('close', () => listener.onClose())
  // Without this, a peer that ends the stream but no longer reads would keep it half open for as long as we have bytes left.
  socket.on('end', () => socket.destroy())
}

class NodeClientSocket implements ClientSocket {
  readonly #socket: Socket
  readonly #listener: SocketListener
  #drainWanted = false

  constructor(socket: Socket, listener: SocketListener) {
    this.#socket = socket
    this.#listener = listener
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength
  }

  write(parts: readonly Uint8Array[]): void {
    const last = parts.length - 1
    if (last > 0) this.#socket.cork()
    for (let i = 0; i < last; i++) this.#socket.write(parts[i] as Uint8Array)
    // Node's own 'drain' comes only after its high-water mark was passed.
    if (last >= 0) this.#socket.write(parts[last] as Uint8Array, this.#written)
    if (last > 0) this.#socket.uncork()
    this.#drainWanted = this.#socket.writableLength > 0
  }

  destroy(): void {
    this.#socket.destroy()
  }

  readonly #written = (error?: Error | null): void => {
    if (error || !this.#drainWanted || this.#socket.writableLength > 0) return
    this.#drainWanted = false
    this.#listener.onDrain()
  }
}
