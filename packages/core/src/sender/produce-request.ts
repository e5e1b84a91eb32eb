import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { TopicQueues } from '../accumulator/topic-queues.ts'
import { writeUnsignedVarint } from '../record-format/varint.ts'

/** From here on lengths are compact and structures end in tagged fields (KIP-482). */
const FLEXIBLE_FROM = 9
/** From here on a topic goes by its id (KIP-516). */
const TOPIC_ID_FROM = 13
/** The highest version spoken, the highest for topics whose id no broker has told, and the first that carries zstd. */
export const PRODUCE_VERSION = { highest: 13, withoutTopicId: 12, zstd: 7 } as const

/** Up to this size a batch is copied between the fields around it: as a part of its own it costs more than its bytes. */
const COPIED_UP_TO_BYTES = 1_024
const TOPIC_ID_BYTES = 16
const NO_TAGGED_FIELDS = 0
const COMPACT_NULL = 0

interface TopicBatches {
  readonly topic: TopicQueues
  readonly batches: readonly ProducerBatch[]
}

/** A request body in parts: the fields between batches with the small ones among them, and the bytes of the others, not copied. */
export interface ProduceBody {
  readonly parts: readonly Uint8Array[]
  readonly sizeInBytes: number
}

/**
 * Encodes a Produce request around sealed batches, written by hand because it is on the hot path; a test holds it against
 * the protocol package's codec.
 */
export function encodeProduceRequest(
  version: number,
  acks: number,
  timeoutMs: number,
  batches: readonly ProducerBatch[],
): ProduceBody {
  const topics = groupByTopic(batches)
  const fields = new FieldWriter(version >= FLEXIBLE_FROM, capacityFor(topics, batches))
  fields.nullString() // transactional id
  fields.int16(acks)
  fields.int32(timeoutMs)
  fields.count(topics.length)
  const parts: Uint8Array[] = []
  for (const { topic, batches: ofTopic } of topics) {
    if (version >= TOPIC_ID_FROM) fields.bytes(topic.topicIdBytes)
    else fields.string(topic.name)
    fields.count(ofTopic.length)
    for (const { queue, bytes } of ofTopic) {
      fields.int32(queue.partition)
      fields.length(bytes.length)
      if (bytes.length <= COPIED_UP_TO_BYTES) fields.bytes(bytes)
      else parts.push(fields.take(), bytes)
      fields.endOfStructure()
    }
    fields.endOfStructure()
  }
  fields.endOfStructure()
  parts.push(fields.take())
  return { parts, sizeInBytes: parts.reduce((sum, part) => sum + part.length, 0) }
}

function groupByTopic(batches: readonly ProducerBatch[]): readonly TopicBatches[] {
  const first = batches[0]
  if (first === undefined) return []
  const { topic } = first.queue
  // Nearly every request is about one topic, and an awaited record's is about one batch.
  if (batches.every(({ queue }) => queue.topic === topic)) return [{ topic, batches }]
  const groups = new Map<TopicQueues, ProducerBatch[]>()
  for (const batch of batches) {
    const group = groups.get(batch.queue.topic)
    if (group === undefined) groups.set(batch.queue.topic, [batch])
    else group.push(batch)
  }
  return Array.from(groups, ([of, ofTopic]) => ({ topic: of, batches: ofTopic }))
}

/** An upper bound of what the fields between the batches take, and what is copied there. */
function capacityFor(topics: readonly TopicBatches[], batches: readonly ProducerBatch[]): number {
  const head = 16
  const perTopic = Math.max(TOPIC_ID_BYTES, 2) + 8
  const perBatch = 10
  let names = 0
  for (const { topic } of topics) names += topic.name.length
  let copied = 0
  for (const { sizeInBytes } of batches) {
    if (sizeInBytes <= COPIED_UP_TO_BYTES) copied += sizeInBytes
  }
  return head + topics.length * perTopic + names + batches.length * perBatch + copied
}

/** Writes fields one after the other and hands out what was written since the last time. */
class FieldWriter {
  readonly #flexible: boolean
  readonly #buffer: Buffer
  #taken = 0
  #position = 0

  constructor(flexible: boolean, capacity: number) {
    this.#flexible = flexible
    this.#buffer = Buffer.allocUnsafe(capacity)
  }

  int16(value: number): void {
    this.#position = this.#buffer.writeInt16BE(value, this.#position)
  }

  int32(value: number): void {
    this.#position = this.#buffer.writeInt32BE(value, this.#position)
  }

  bytes(value: Uint8Array): void {
    this.#buffer.set(value, this.#position)
    this.#position += value.length
  }

  /** The number of elements of an array that is not null. */
  count(value: number): void {
    if (this.#flexible) this.#unsignedVarint(value + 1)
    else this.int32(value)
  }

  /** The length of bytes that are not null. */
  length(value: number): void {
    this.count(value)
  }

  nullString(): void {
    if (this.#flexible) this.#unsignedVarint(COMPACT_NULL)
    else this.int16(-1)
  }

  /** A topic's name: Kafka's names are ASCII. */
  string(value: string): void {
    if (this.#flexible) this.#unsignedVarint(value.length + 1)
    else this.int16(value.length)
    this.#position += this.#buffer.write(value, this.#position, 'latin1')
  }

  endOfStructure(): void {
    if (this.#flexible) this.#unsignedVarint(NO_TAGGED_FIELDS)
  }

  take(): Buffer {
    const part = this.#buffer.subarray(this.#taken, this.#position)
    this.#taken = this.#position
    return part
  }

  #unsignedVarint(value: number): void {
    this.#position = writeUnsignedVarint(this.#buffer, this.#position, value)
  }
}
