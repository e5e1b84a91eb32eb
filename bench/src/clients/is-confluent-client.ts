import type { ClientName } from './client-names.ts'

/** Whether it is librdkafka behind @confluentinc/kafka-javascript, which has to be built and runs on the Node.js it was built for. */
export function isConfluentClient(name: ClientName): boolean {
  return name.startsWith('confluent')
}
