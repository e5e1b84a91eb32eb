import { BrokerRefusal } from './broker-refusal.ts'

const MAX_LENGTH = 249
const ALLOWED = /^[a-zA-Z0-9._-]+$/

/** @throws {BrokerRefusal} `INVALID_TOPIC_EXCEPTION` for a name that Kafka forbids. */
export function requireTopicName(name: string): void {
  if (name.length > MAX_LENGTH || name === '.' || name === '..' || !ALLOWED.test(name)) {
    const shown = JSON.stringify(name.slice(0, MAX_LENGTH))
    throw new BrokerRefusal(
      'INVALID_TOPIC_EXCEPTION',
      `${shown} is no topic name: 1 to ${MAX_LENGTH} of a-z, A-Z, 0-9, '.', '_' and '-'`,
    )
  }
}

/** Names that differ only in '.' and '_' collide in Kafka's metrics, so that only one of them may exist. */
export function collisionKey(name: string): string {
  return name.replaceAll('.', '_')
}
