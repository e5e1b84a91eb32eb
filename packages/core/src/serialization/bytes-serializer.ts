import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { isBytes } from './is-bytes.ts'
import type { Serializer } from './serializer.ts'

/**
 * Bytes as they are: a `Buffer` or any other `Uint8Array`, copied before `send` returns. Anything else, an `ArrayBuffer`
 * or `DataView` included, is refused with `INVALID_RECORD`.
 *
 * @public
 */
export function bytes(): Serializer<Uint8Array> {
  return BYTES_SERIALIZER
}

const BYTES_SERIALIZER: Serializer<Uint8Array> = Object.freeze<Serializer<Uint8Array>>({
  serialize(value, context) {
    if (isBytes(value)) return value
    throw new ProducerError(
      'INVALID_RECORD',
      `The ${context.field} of a record for topic "${context.topic}" is not a Uint8Array but ${describeValue(value)}`,
      { topic: context.topic },
    )
  },
})
