import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { Serializer } from './serializer.ts'

/**
 * Text as UTF-8. A surrogate without its partner has no UTF-8 form and becomes U+FFFD.
 *
 * Anything but a string is refused with `INVALID_RECORD` instead of being converted: `[object Object]` in a topic is
 * found too late.
 *
 * @public
 */
export function string(): Serializer<string> {
  return STRING_SERIALIZER
}

const STRING_SERIALIZER: Serializer<string> = Object.freeze<Serializer<string>>({
  serialize(value, context) {
    if (typeof value === 'string') return value
    throw new ProducerError(
      'INVALID_RECORD',
      `The ${context.field} of a record for topic "${context.topic}" is not text but ${describeValue(value)}`,
      { topic: context.topic },
    )
  },
})
