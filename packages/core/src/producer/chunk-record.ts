import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { isBytes } from '../serialization/is-bytes.ts'

/**
 * The record that a stream sends for a chunk: the chunk itself, or where the stream is bound to a topic, text and bytes as the
 * value of one.
 *
 * @throws ProducerError `INVALID_RECORD` when it can be neither, or names another topic than the stream's
 */
// The sender checks what it is given as it checks every record; only its type is claimed here.
export function chunkRecord<Sent>(chunk: unknown, topic: string | null): Sent {
  if (topic === null) return chunk as Sent
  if (typeof chunk === 'string' || isBytes(chunk)) return { value: chunk } as Sent
  if (typeof chunk !== 'object' || chunk === null) {
    const message = `A chunk is ${describeValue(chunk)}; it is a record, text or bytes`
    throw new ProducerError('INVALID_RECORD', message, { topic })
  }
  const { topic: named } = chunk as { readonly topic?: unknown }
  if (named === undefined || named === topic) return chunk as Sent
  const message = `A record names topic ${describeValue(named)}; this stream writes to "${topic}"`
  throw new ProducerError('INVALID_RECORD', message, { topic })
}
