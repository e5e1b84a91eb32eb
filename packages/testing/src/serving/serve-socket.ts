import type { Socket } from 'node:net'
import type { Cluster } from '../cluster/cluster.ts'

/** Moves bytes between a socket and its connection to a node, until either ends. */
export function serveSocket(cluster: Cluster, nodeId: number, socket: Socket): void {
  const connection = cluster.connect(nodeId, {
    clientHost: `/${socket.remoteAddress ?? 'unknown'}`,
    write: (bytes) => socket.write(bytes),
    // Not end(): a client that never closes its half would keep the socket for ever.
    close: () => socket.destroySoon(),
    reset: () => socket.resetAndDestroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  })
  socket.on('error', () => {})
  if (connection === undefined) {
    socket.destroy()
    return
  }
  socket.setNoDelay(true)
  socket.on('data', (chunk: Buffer) => connection.receive(chunk))
  socket.on('drain', () => connection.drained())
  socket.on('close', () => connection.ended())
}
