import type { BenchClient } from './bench-client.ts'
import type { NodeClientName } from './client-names.ts'

/** Loads one client and none of the others: a process measures what it has to, with nothing else in its heap. */
export async function loadNodeClient(name: NodeClientName): Promise<BenchClient> {
  switch (name) {
    case 'headwater':
      return (await import('./headwater.ts')).headwater('defaults')
    case 'headwater-best':
      return (await import('./headwater.ts')).headwater('best')
    case 'kafkajs':
      return (await import('./kafkajs.ts')).kafkajs('defaults')
    case 'kafkajs-best':
      return (await import('./kafkajs.ts')).kafkajs('best')
    case 'platformatic':
      return (await import('./platformatic.ts')).platformatic('defaults')
    case 'platformatic-best':
      return (await import('./platformatic.ts')).platformatic('best')
    case 'confluent':
      return (await import('./confluent/confluent-promises.ts')).confluentPromises('defaults')
    case 'confluent-best':
      return (await import('./confluent/confluent-promises.ts')).confluentPromises('best')
    case 'confluent-callback':
      return (await import('./confluent/confluent-callbacks.ts')).confluentCallbacks('defaults')
    case 'confluent-callback-best':
      return (await import('./confluent/confluent-callbacks.ts')).confluentCallbacks('best')
    case 'confluent-unreported':
      return (await import('./confluent/confluent-unreported.ts')).confluentUnreported('defaults')
    case 'confluent-unreported-best':
      return (await import('./confluent/confluent-unreported.ts')).confluentUnreported('best')
    case 'bare-socket':
      return (await import('./bare-socket/bare-socket.ts')).bareSocket
    default:
      return name satisfies never
  }
}
