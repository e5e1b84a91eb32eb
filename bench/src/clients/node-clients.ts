import type { BenchClient } from './bench-client.ts'
import type { NodeClientName } from './client-names.ts'

/** Loads one client and none of the others: a process measures what it has to, with nothing else in its heap. */
export async function loadNodeClient(name: NodeClientName): Promise<BenchClient> {
  switch (name) {
    case 'headwater':
      return (await import('./headwater.ts')).headwater
    case 'kafkajs':
      return (await import('./kafkajs.ts')).kafkajs
    case 'bare-socket':
      return (await import('./bare-socket/bare-socket.ts')).bareSocket
    default:
      return name satisfies never
  }
}
