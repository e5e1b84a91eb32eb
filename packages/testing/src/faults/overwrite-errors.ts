import { brokerErrorCode } from '@headwater/protocol'
import type { BrokerRefusal } from '../cluster/broker-refusal.ts'
import {
  entryOf,
  fieldsOf,
  type NamedPartition,
  type TopicNameOf,
  WHOLE_MESSAGE,
} from './named-partitions.ts'

/**
 * A response that says `refusal` wherever it has a place for an error and `concerned` agrees; the rest is as it was. An
 * offset beside an error becomes −1, as a broker answers.
 */
export function overwriteErrors(
  response: unknown,
  refusal: BrokerRefusal,
  concerned: (about: NamedPartition) => boolean,
  topicNameOf: TopicNameOf,
): unknown {
  const overwrite = (value: unknown, about: NamedPartition): unknown => {
    const fields = fieldsOf(value).map(([field, inner]): [string, unknown] => {
      if (!Array.isArray(inner)) return [field, inner]
      const entries = inner.map((entry) =>
        overwrite(entry, entryOf(field, entry, about, topicNameOf)),
      )
      return [field, entries]
    })
    if (fields.length === 0) return value
    const struct = Object.fromEntries(fields)
    return 'errorCode' in struct && concerned(about)
      ? { ...struct, ...errorFields(struct, refusal) }
      : struct
  }
  return overwrite(response, WHOLE_MESSAGE)
}

function errorFields(struct: object, refusal: BrokerRefusal): object {
  return {
    errorCode: brokerErrorCode(refusal.error),
    errorMessage: refusal.message,
    ...('baseOffset' in struct ? { baseOffset: -1n } : {}),
  }
}
