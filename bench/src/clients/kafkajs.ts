import { Kafka, logLevel } from 'kafkajs'
import type { BenchClient, BenchSession, BenchTarget } from './bench-client.ts'
import { packageVersion } from './package-version.ts'

/** kafkajs: its own producer, one record per `send`, its defaults (acks from all, not idempotent). */
export const kafkajs: BenchClient = {
  version: () => packageVersion('kafkajs'),
  connect: connectKafkajs,
}

async function connectKafkajs({ brokers, topic }: BenchTarget): Promise<BenchSession> {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.ERROR })
  const producer = kafka.producer()
  await producer.connect()
  return {
    send: ({ key, value }) => producer.send({ topic, messages: [{ key, value }] }),
    close: () => producer.disconnect(),
  }
}
