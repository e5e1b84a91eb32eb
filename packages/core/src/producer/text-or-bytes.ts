import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { isBytes } from '../serialization/is-bytes.ts'
import type { Serializer } from '../serialization/serializer.ts'

/** Keys and values of a record that names its own topic: text and bytes, as they are. */
export const textOrBytes: Serializer<string | Uint8Array> = Object.freeze({
  serialize(value: unknown, context: { topic: string; field: string }): string | Uint8Array {
    if (typeof value === 'string' || isBytes(value)) return value
    throw new ProducerError(
      'INVALID_RECORD',
      `The ${context.field} of a record for topic "${context.topic}" is ${describeValue(value)}; without a topic definition it is text or bytes`,
      { topic: context.topic },
    )
  },
})
