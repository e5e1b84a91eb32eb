import type { BenchBroker } from './bench-broker.ts'

/** For what is measured without sending anything. Nobody connects to its address. */
export function noBroker(): BenchBroker {
  return {
    description: 'no broker',
    brokers: ['127.0.0.1:0'],
    createTopic: async () => {},
    storedCount: async () => 0,
    deleteTopic: async () => {},
    stop: async () => {},
  }
}
