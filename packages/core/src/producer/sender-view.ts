import type { Writable } from 'node:stream'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { DeliveryCallback } from '../record/delivery-callback.ts'
import type { HeaderValue, ProducerRecord, RecordHeaders } from '../record/producer-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import { topicNameProblem } from '../record/topic-name.ts'
import { HeaderBlock } from '../record-format/header-block.ts'
import { walkHeaders } from '../record-format/walk-headers.ts'
import type { TopicDefinition } from '../serialization/topic-definition.ts'
import { checkWritableOptions } from './check-writable-options.ts'
import { IntakeSender, type SenderParts } from './intake-sender.ts'
import type {
  AnyTopicSender,
  SenderDefaults,
  SendOptions,
  SettledRecord,
  TopicProducer,
} from './producer.ts'
import type { HeaderFunction, RecordForm } from './record-form.ts'
import type { SerializerPreparations } from './serializer-preparations.ts'
import { textOrBytes } from './text-or-bytes.ts'
import type { WaitOptions } from './wait-options.ts'
import type { AnyTopicWritableOptions } from './writable-options.ts'

/** A sender for any topic with defaults; the producer's own has none. */
export class SenderView implements AnyTopicSender {
  readonly #parts: SenderParts
  readonly #preparations: SerializerPreparations
  /** The ones of the innermost view first. */
  readonly #headers: readonly HeaderFunction[]
  readonly #form: RecordForm<string | Uint8Array, string | Uint8Array>
  readonly #sender: IntakeSender<string | Uint8Array, string | Uint8Array, ProducerRecord>

  constructor(
    parts: SenderParts,
    preparations: SerializerPreparations,
    headers: readonly HeaderFunction[],
  ) {
    this.#parts = parts
    this.#preparations = preparations
    this.#headers = headers
    this.#form = { key: textOrBytes, value: textOrBytes, headers }
    this.#sender = new IntakeSender(parts, this.#form, null, null)
  }

  send(record: ProducerRecord, options?: SendOptions): Promise<RecordMetadata> {
    return this.#sender.send(record, options)
  }

  sendBatch(
    records: Iterable<ProducerRecord>,
    options?: SendOptions,
  ): Promise<readonly SettledRecord[]> {
    return this.#sender.sendBatch(records, options)
  }

  trySend(record: ProducerRecord, callback?: DeliveryCallback): boolean {
    return this.#sender.trySend(record, callback)
  }

  ready(options?: WaitOptions): Promise<void> {
    return this.#sender.ready(options)
  }

  topic<Key, Value>(definition: TopicDefinition<Key, Value>): TopicProducer<Key, Value> {
    const { name, key, value } = checkDefinition(definition)
    const sender = new IntakeSender(
      this.#parts,
      { key, value, headers: this.#headers },
      name,
      this.#preparations.of(definition),
    )
    return Object.freeze<TopicProducer<Key, Value>>({
      topicName: name,
      send: (record, options) => sender.send(record, options),
      sendBatch: (records, options) => sender.sendBatch(records, options),
      trySend: (record, callback) => sender.trySend(record, callback),
      ready: (options) => sender.ready(options),
      writable: (options = {}) => sender.writable(checkWritableOptions(options, ['highWaterMark'])),
    })
  }

  writable(options: AnyTopicWritableOptions = {}): Writable {
    const { topic } = checkWritableOptions(options, ['topic', 'highWaterMark'])
    if (topic === undefined) return this.#sender.writable(options)
    return new IntakeSender(this.#parts, this.#form, topic, null).writable(options)
  }

  with(defaults: SenderDefaults): AnyTopicSender {
    const own = headerFunctions(checkDefaults(defaults).headers)
    return new SenderView(this.#parts, this.#preparations, [...own, ...this.#headers])
  }
}

function checkDefinition<Key, Value>(
  definition: TopicDefinition<Key, Value>,
): TopicDefinition<Key, Value> {
  const { name, key, value } = Object(definition) as Partial<TopicDefinition<Key, Value>>
  if (topicNameProblem(name) === null && isSerializer(key) && isSerializer(value)) return definition
  throw new ProducerError(
    'INVALID_OPTION',
    `topic() takes what defineTopic made, not ${describeValue(definition)}; a name alone has no serializers`,
  )
}

function isSerializer(serializer: unknown): boolean {
  return typeof (serializer as { serialize?: unknown } | undefined)?.serialize === 'function'
}

function checkDefaults(defaults: SenderDefaults): SenderDefaults {
  if (typeof defaults !== 'object' || defaults === null) {
    throw new ProducerError(
      'INVALID_OPTION',
      `with() takes defaults, not ${describeValue(defaults)}`,
    )
  }
  const unknown = Object.keys(defaults).find((name) => name !== 'headers')
  if (unknown !== undefined) {
    throw new ProducerError('INVALID_OPTION', `with() knows headers, not ${describeValue(unknown)}`)
  }
  return defaults
}

function headerFunctions(headers: SenderDefaults['headers']): readonly HeaderFunction[] {
  if (headers === undefined || headers === null) return []
  if (typeof headers === 'function') return [headers]
  const pairs = readOnce(headers)
  return [() => pairs]
}

/** Headers for every record to come, of a list that may be one that can be walked only once. */
function readOnce(headers: RecordHeaders): RecordHeaders {
  try {
    const pairs: (readonly [string, HeaderValue])[] = []
    walkHeaders(headers, { add: (name, value) => void pairs.push([name, value]) })
    new HeaderBlock().read(pairs, []) // Refused here rather than with every record.
    return pairs
  } catch (cause) {
    if (cause instanceof ProducerError) throw cause
    throw new ProducerError('INVALID_OPTION', 'The headers for with() cannot be read', { cause })
  }
}
