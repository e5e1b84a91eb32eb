import { calledBack } from './called-back.ts'
import type { ConfluentCallbackProducer } from './confluent-module.ts'

/** How long the last records may take to be stored. */
const CLOSE_LIMIT_MS = 30_000

/** Flushes and disconnects; rejects with what librdkafka says when not everything was stored in time. */
export async function closeCallbackProducer(producer: ConfluentCallbackProducer): Promise<void> {
  await calledBack((callback) => producer.flush(CLOSE_LIMIT_MS, callback))
  await calledBack((callback) => producer.disconnect(CLOSE_LIMIT_MS, callback))
}
