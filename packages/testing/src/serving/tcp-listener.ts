import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls'
import { type Cluster, MAX_CONNECTIONS } from '../cluster/cluster.ts'
import { serveSocket } from './serve-socket.ts'

/** All that the cluster ever listens on: it is for tests on one machine. */
export const LISTEN_HOST = '127.0.0.1'

/**
 * What a TLS listener shows, in PEM.
 *
 * @public
 */
export interface TlsIdentity {
  readonly key: string | Buffer
  readonly cert: string | Buffer
}

/** Serves one node of a cluster on one port. */
export class TcpListener {
  readonly #cluster: Cluster
  readonly #nodeId: number
  readonly #tls: TlsIdentity | undefined
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined

  constructor(cluster: Cluster, nodeId: number, tls: TlsIdentity | undefined) {
    this.#cluster = cluster
    this.#nodeId = nodeId
    this.#tls = tls
  }

  /**
   * Opens the port and resolves with its number.
   *
   * @param port 0 for a free one.
   * @throws what `listen` fails with, such as `EADDRINUSE`.
   */
  listen(port: number): Promise<number> {
    const server = this.#tls === undefined ? createServer() : createTlsServer(this.#tls)
    this.#server = server
    // Counts those in a TLS handshake, too, which the cluster does not know of yet.
    server.maxConnections = MAX_CONNECTIONS
    // A TLS server tells of every socket twice. Those that never finish their handshake have to be closed as well.
    server.on('connection', (socket: Socket) => this.#track(socket))
    server.on(this.#tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) =>
      serveSocket(this.#cluster, this.#nodeId, socket),
    )
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, LISTEN_HOST, () => {
        server.off('error', reject)
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  }

  /** Shows another certificate to those who dial from now on. */
  setTls(identity: TlsIdentity): void {
    if (this.#server instanceof TlsServer) this.#server.setSecureContext(identity)
  }

  /** Closes the port and breaks every connection; resolves when no handle is left. */
  close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of this.#sockets) socket.destroy()
    })
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    // Broken connections are everyday life here; each one ends by its own 'close'.
    socket.on('error', () => {})
  }
}
