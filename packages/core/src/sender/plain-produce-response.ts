import type { RecordError } from './batch-outcome.ts'
import { PRODUCE_VERSION } from './produce-request.ts'
import type {
  PartitionAnswer,
  PartitionAnswers,
  ProduceAnswer,
  TopicAnswer,
} from './produce-response.ts'

/** From here on the fields of such an answer have the same places, but for how topics are named. */
const PLAIN_FROM = 9
const ERROR_CODE_AT = 4
const BASE_OFFSET_AT = ERROR_CODE_AT + 2
const LOG_APPEND_TIME_AT = BASE_OFFSET_AT + 8
const LOG_START_OFFSET_AT = LOG_APPEND_TIME_AT + 8
const RECORD_ERRORS_AT = LOG_START_OFFSET_AT + 8
const ERROR_MESSAGE_AT = RECORD_ERRORS_AT + 1
const PARTITION_TAGS_AT = ERROR_MESSAGE_AT + 1
const PARTITION_BYTES = PARTITION_TAGS_AT + 1
/** The throttle time, and that no tagged fields follow. */
const TAIL_BYTES = 4 + 1
const TOPIC_ID_BYTES = 16
const EMPTY_ARRAY = 1
const NULL_TEXT = 0
const NO_TAGGED_FIELDS = 0
const TWO_TO_32 = 2 ** 32
const NO_RECORD_ERRORS: readonly RecordError[] = Object.freeze([])

/**
 * Reads the answer that nearly every request gets: for each partition the offset or the number of an error, and nothing else. The
 * generic codec makes 0.8 KiB of objects for a partition of it, this one none before somebody asks for it: that may be in a
 * later turn, so it reads a copy of its own.
 *
 * @returns null for any other answer, which is left to the generic codec to read or to refuse
 */
export function decodePlainProduceResponse(version: number, body: Buffer): ProduceAnswer | null {
  if (version < PLAIN_FROM) return null
  const hasTopicIds = version > PRODUCE_VERSION.withoutTopicId
  return new PlainReader(Buffer.from(body), hasTopicIds).answer()
}

class PlainReader {
  readonly #body: Buffer
  readonly #hasTopicIds: boolean
  #at = 0

  constructor(body: Buffer, hasTopicIds: boolean) {
    this.#body = body
    this.#hasTopicIds = hasTopicIds
  }

  answer(): ProduceAnswer | null {
    const topicCount = this.#count()
    if (topicCount < 0) return null
    const topics: TopicAnswer[] = []
    while (topics.length < topicCount) {
      const topic = this.#topic()
      if (topic === null) return null
      topics.push(topic)
    }
    const at = this.#at
    if (this.#left !== TAIL_BYTES || this.#body[at + 4] !== NO_TAGGED_FIELDS) return null
    return { throttleTimeMs: this.#body.readInt32BE(at), topics, leaders: [], brokers: [] }
  }

  get #left(): number {
    return this.#body.length - this.#at
  }

  #topic(): TopicAnswer | null {
    const nameBytes = this.#hasTopicIds ? TOPIC_ID_BYTES : this.#count()
    if (nameBytes < 0 || nameBytes > this.#left) return null
    const nameAt = this.#at
    this.#at += nameBytes
    const partitionCount = this.#count()
    if (partitionCount < 0 || partitionCount * PARTITION_BYTES > this.#left) return null
    const partitions = new PlainPartitions(this.#body, this.#at, partitionCount)
    for (let index = 0; index < partitionCount; index++) {
      if (!this.#isPlain(this.#at)) return null
      this.#at += PARTITION_BYTES
    }
    if (this.#body[this.#at++] !== NO_TAGGED_FIELDS) return null
    return this.#hasTopicIds
      ? { name: undefined, topicId: this.#text('base64url', nameAt, nameBytes), partitions }
      : { name: this.#text('utf8', nameAt, nameBytes), topicId: undefined, partitions }
  }

  #isPlain(at: number): boolean {
    const body = this.#body
    return (
      body[at + RECORD_ERRORS_AT] === EMPTY_ARRAY &&
      body[at + ERROR_MESSAGE_AT] === NULL_TEXT &&
      body[at + PARTITION_TAGS_AT] === NO_TAGGED_FIELDS
    )
  }

  #text(encoding: 'utf8' | 'base64url', at: number, sizeInBytes: number): string {
    return this.#body.toString(encoding, at, at + sizeInBytes)
  }

  /** What a compact array or text says of its length; −1 for null, and for what takes more than three bytes to say. */
  #count(): number {
    let lengthPlusOne = 0
    for (let shift = 0; shift <= 14; shift += 7) {
      const byte = this.#body[this.#at++]
      if (byte === undefined) return -1
      lengthPlusOne |= (byte & 0x7f) << shift
      if (byte < 0x80) return lengthPlusOne - 1
    }
    return -1
  }
}

/** Answers that stand one behind the other, each of the same size. */
class PlainPartitions implements PartitionAnswers {
  readonly #body: Buffer
  readonly #from: number
  readonly #count: number

  constructor(body: Buffer, from: number, count: number) {
    this.#body = body
    this.#from = from
    this.#count = count
  }

  at(index: number): PartitionAnswer | undefined {
    if (index >= this.#count) return undefined
    const at = this.#from + index * PARTITION_BYTES
    return {
      partition: this.#body.readInt32BE(at),
      errorCode: this.#body.readInt16BE(at + ERROR_CODE_AT),
      baseOffset: this.#told(at + BASE_OFFSET_AT),
      logAppendTimeMs: this.#told(at + LOG_APPEND_TIME_AT),
      logStartOffset: this.#told(at + LOG_START_OFFSET_AT),
      errorMessage: null,
      recordErrors: NO_RECORD_ERRORS,
    }
  }

  /** An offset or a time; −1 for what was not told, and for what cannot be one. */
  #told(at: number): number {
    const number = this.#body.readInt32BE(at) * TWO_TO_32 + this.#body.readUInt32BE(at + 4)
    return number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : -1
  }
}
