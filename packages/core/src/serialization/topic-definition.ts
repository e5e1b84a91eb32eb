import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { topicNameProblem } from '../record/topic-name.ts'
import type { Serializer } from './serializer.ts'

/**
 * A topic with the types of its records and how they become bytes. Made once by {@link defineTopic} and shared by everything
 * that sends to the topic.
 *
 * @public
 */
export interface TopicDefinition<Key, Value> {
  readonly name: string
  readonly key: Serializer<Key>
  readonly value: Serializer<Value>
}

/**
 * Defines a topic: its name and the serializers of its keys and values.
 *
 * A topic without a `key` serializer is keyless: its key type is `never`, so the compiler accepts only records that
 * leave the key out or set it to `null`, and a key that gets past the compiler is refused with `INVALID_RECORD`.
 *
 * @returns the definition, frozen.
 * @throws {ProducerError} `INVALID_OPTION` when Kafka forbids the name, or a serializer has no `serialize` function.
 * @public
 */
export function defineTopic<Key, Value>(
  name: string,
  serializers: { readonly key: Serializer<Key>; readonly value: Serializer<Value> },
): TopicDefinition<Key, Value>
export function defineTopic<Value>(
  name: string,
  serializers: { readonly key?: undefined; readonly value: Serializer<Value> },
): TopicDefinition<never, Value>
export function defineTopic(
  name: string,
  serializers: {
    readonly key?: Serializer<unknown> | undefined
    readonly value: Serializer<unknown>
  },
): TopicDefinition<unknown, unknown> {
  const problem = topicNameProblem(name)
  if (problem !== null) {
    throw new ProducerError(
      'INVALID_OPTION',
      `Topic name ${describeValue(name)} is not legal: ${problem}`,
    )
  }
  const { key = KEYLESS, value } = requireSerializers(name, serializers)
  requireSerializer(name, 'key', key)
  requireSerializer(name, 'value', value)
  return Object.freeze({ name, key, value })
}

/** Stands where a topic has no keys: it is never asked for `null`, so whatever it is asked for is a mistake. */
const KEYLESS: Serializer<unknown> = Object.freeze<Serializer<unknown>>({
  serialize(_key, { topic }) {
    throw new ProducerError(
      'INVALID_RECORD',
      `Topic "${topic}" was defined without a key serializer, so its records have no key`,
      { topic },
    )
  },
})

function requireSerializers<T>(name: string, serializers: T): T {
  if (typeof serializers === 'object' && serializers !== null) return serializers
  throw new ProducerError(
    'INVALID_OPTION',
    `Topic "${name}" needs { key, value } serializers, not ${describeValue(serializers)}`,
  )
}

function requireSerializer(name: string, field: 'key' | 'value', serializer: unknown): void {
  if (
    typeof serializer === 'object' &&
    serializer !== null &&
    'serialize' in serializer &&
    typeof serializer.serialize === 'function'
  ) {
    return
  }
  throw new ProducerError(
    'INVALID_OPTION',
    `The ${field} serializer of topic "${name}" is ${describeValue(serializer)}, ` +
      'which has no serialize function; string(), json() and bytes() make one',
  )
}
