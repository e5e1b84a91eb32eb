import type { BenchRecord } from '../../records/bench-record.ts'
import { plainValue } from '../../records/plain-value.ts'
import type { ConfluentCallbackProducer } from './confluent-module.ts'

const QUEUE_FULL = -184

/** Hands one record over. @returns false when the queue is full @throws {unknown} librdkafka's other errors */
export function produceRecord(
  producer: ConfluentCallbackProducer,
  topic: string,
  { key, value, headers }: BenchRecord,
  opaque: unknown,
): boolean {
  const plain = plainValue(value)
  const bytes = typeof plain === 'string' ? Buffer.from(plain) : plain
  try {
    producer.produce(topic, null, bytes, key, null, opaque, headerList(headers))
    return true
  } catch (error) {
    if (isQueueFull(error)) return false
    throw error
  }
}

function headerList(
  headers: BenchRecord['headers'],
): readonly Readonly<Record<string, Buffer>>[] | undefined {
  if (headers === null) return undefined
  return Object.entries(headers).map(([name, value]) => ({ [name]: value }))
}

function isQueueFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === QUEUE_FULL
}
