// Kafka's messages name topics and partitions in these fields, whatever the API.
const TOPIC_LISTS = new Set(['topics', 'topicData', 'topicNames', 'responses', 'results'])
const PARTITION_LISTS = new Set([
  'partitions',
  'partitionData',
  'partitionResponses',
  'partitionIndexes',
])
const TOPIC_NAMES = ['name', 'topic']
const PARTITION_INDEXES = ['index', 'partition', 'partitionIndex']

/** What a part of a message is about; undefined where it does not say. */
export interface NamedPartition {
  readonly topic: string | undefined
  readonly partition: number | undefined
}

/** The name of the topic with this id, if there is one. */
export type TopicNameOf = (topicId: string) => string | undefined

/** A message as a whole is about nothing in particular. */
export const WHOLE_MESSAGE: NamedPartition = { topic: undefined, partition: undefined }

/** The topics and partitions that a decoded message names. */
export function namedPartitions(
  message: unknown,
  topicNameOf: TopicNameOf,
): readonly NamedPartition[] {
  const named: NamedPartition[] = []
  const collect = (value: unknown, about: NamedPartition): void => {
    if (about !== WHOLE_MESSAGE) named.push(about)
    for (const [field, inner] of fieldsOf(value)) {
      if (!Array.isArray(inner)) continue
      for (const entry of inner) collect(entry, entryOf(field, entry, about, topicNameOf))
    }
  }
  collect(message, WHOLE_MESSAGE)
  return named
}

/** What an entry of the list `field` is about, when the list itself is about `outer`. */
export function entryOf(
  field: string,
  entry: unknown,
  outer: NamedPartition,
  topicNameOf: TopicNameOf,
): NamedPartition {
  if (TOPIC_LISTS.has(field)) return { topic: topicOf(entry, topicNameOf), partition: undefined }
  if (PARTITION_LISTS.has(field)) return { topic: outer.topic, partition: partitionOf(entry) }
  return outer
}

/** The fields of a struct; bytes and plain values have none. */
export function fieldsOf(value: unknown): [string, unknown][] {
  const struct = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
  return struct ? Object.entries(value) : []
}

function topicOf(entry: unknown, topicNameOf: TopicNameOf): string | undefined {
  if (typeof entry === 'string') return entry
  const fields = new Map(fieldsOf(entry))
  const name = TOPIC_NAMES.map((field) => fields.get(field)).find(
    (value) => typeof value === 'string',
  )
  if (typeof name === 'string') return name
  const topicId = fields.get('topicId')
  return typeof topicId === 'string' ? topicNameOf(topicId) : undefined
}

function partitionOf(entry: unknown): number | undefined {
  if (typeof entry === 'number') return entry
  const fields = new Map(fieldsOf(entry))
  const index = PARTITION_INDEXES.map((field) => fields.get(field)).find(
    (value) => typeof value === 'number',
  )
  return typeof index === 'number' ? index : undefined
}
