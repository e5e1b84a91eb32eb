import { createMemoryNetwork } from '@headwater/testing'
import type { SocketFactory, SocketListener } from '../src/network/socket-factory.ts'
import type { VirtualCluster } from './virtual-cluster.ts'

/** A network whose sockets can be told that nothing leaves them for the kernel: what is written meanwhile is lost. */
export function jammableNetwork({ clock, kafka }: VirtualCluster) {
  const network = createMemoryNetwork(kafka.cluster, clock, { latencyMs: 1 })
  const listeners: SocketListener[] = []
  let jammed = false
  let destroyed = 0
  const socketFactory: SocketFactory = {
    connect: (target, listener) => {
      const socket = network.connect(target, listener)
      listeners.push(listener)
      return {
        write: (parts) => {
          if (!jammed) socket.write(parts)
        },
        get bufferedBytes() {
          return jammed ? 100 : 0
        },
        destroy: () => {
          if (jammed) destroyed++
          socket.destroy()
        },
      }
    },
  }
  return {
    socketFactory,
    jam: () => {
      jammed = true
    },
    clear: () => {
      jammed = false
      for (const listener of listeners) listener.onDrain()
    },
    /** Sockets that were destroyed while nothing left them. */
    destroyedWhileJammed: () => destroyed,
  }
}
