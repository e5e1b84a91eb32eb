import { types } from 'node:util'
import { describeValue } from '../errors/describe-value.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { isBytes } from './is-bytes.ts'
import type { SerializationContext, SerializedForm, Serializer } from './serializer.ts'

// Records in a row mostly go to one topic; remembering the last context saves an object per field of a record.
let lastKeyContext = contextOf('', 'key')
let lastValueContext = contextOf('', 'value')

/**
 * One field of a record as its serializer gives it. `null` and a left-out key stay `null` without a call.
 *
 * @throws {ProducerError} `INVALID_RECORD` when the value is `undefined`; `SERIALIZATION_FAILED` when the serializer
 *   throws (its error is the cause), returns a promise or anything else that is not a {@link SerializedForm}.
 */
export function serializeField<T>(
  serializer: Serializer<T>,
  value: T | null | undefined,
  topic: string,
  field: 'key' | 'value',
): SerializedForm {
  if (value === null) return null
  if (value === undefined) {
    if (field === 'key') return null
    throw undefinedValue(topic)
  }
  let form: unknown
  try {
    form = serializer.serialize(value, contextFor(topic, field))
  } catch (error) {
    throw serializerThrew(error, topic, field)
  }
  if (typeof form === 'string' || form === null || isBytes(form)) return form
  throw unusableForm(form, topic, field)
}

function contextFor(topic: string, field: 'key' | 'value'): SerializationContext {
  if (field === 'key') {
    if (lastKeyContext.topic !== topic) lastKeyContext = contextOf(topic, field)
    return lastKeyContext
  }
  if (lastValueContext.topic !== topic) lastValueContext = contextOf(topic, field)
  return lastValueContext
}

function contextOf(topic: string, field: 'key' | 'value'): SerializationContext {
  return Object.freeze({ topic, field })
}

function undefinedValue(topic: string): ProducerError {
  return new ProducerError(
    'INVALID_RECORD',
    `The value of a record for topic "${topic}" is undefined; null is a tombstone`,
    { topic },
  )
}

function serializerThrew(error: unknown, topic: string, field: 'key' | 'value'): ProducerError {
  if (
    error instanceof ProducerError &&
    (error.code === 'SERIALIZATION_FAILED' || error.code === 'INVALID_RECORD')
  ) {
    return error
  }
  return new ProducerError(
    'SERIALIZATION_FAILED',
    `The ${field} serializer of topic "${topic}" threw ${describeThrown(error)}`,
    { topic, cause: error },
  )
}

function describeThrown(error: unknown): string {
  return error instanceof Error ? describeValue(error.message) : describeValue(error)
}

function unusableForm(form: unknown, topic: string, field: 'key' | 'value'): ProducerError {
  if (types.isPromise(form)) {
    ignoreRejection(form)
    return new ProducerError(
      'SERIALIZATION_FAILED',
      `The ${field} serializer of topic "${topic}" returned a promise; serializers are synchronous ` +
        'and fetch what they need in prepare()',
      { topic },
    )
  }
  return new ProducerError(
    'SERIALIZATION_FAILED',
    `The ${field} serializer of topic "${topic}" returned ${describeValue(form)}, ` +
      'which is neither text, bytes nor null',
    { topic },
  )
}
