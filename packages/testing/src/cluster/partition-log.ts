import { type BatchRules, validateBatch } from './batch-validator.ts'
import { BrokerRefusal } from './broker-refusal.ts'
import { ProducerStates } from './producer-state.ts'
import {
  type RecordBatchHeader,
  readBatchHeader,
  stampAppendTime,
  stampOffset,
} from './record-batch-header.ts'
import type { RetentionBudget } from './retention-budget.ts'
import type { IncomingBatch } from './single-batch.ts'

const NO_APPEND_TIME = -1

/**
 * A batch as the log holds it. `bytes` never change again.
 *
 * @public
 */
export interface StoredBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly header: RecordBatchHeader
  readonly bytes: Buffer
  /** The CRC that the producer wrote; `header.crc` differs where the broker set the time. */
  readonly sentCrc: number
}

/** Where a batch came to stand. */
export interface AppendResult {
  readonly kind: 'appended' | 'duplicate'
  readonly baseOffset: number
  /** The offset after the batch: it is replicated when the high watermark is there. */
  readonly endOffset: number
  /** Milliseconds since the epoch, or −1 when the topic keeps the producer's timestamps. */
  readonly appendTime: number
  /** For a duplicate: whether its bytes are those that were stored under the same sequence. */
  readonly sameBytes: boolean
}

/** How much to read at once. */
export interface ReadLimit {
  readonly maxBytes: number
  readonly atLeastOne: boolean
}

interface EpochStart {
  readonly epoch: number
  readonly startOffset: number
}

/**
 * One partition's records in memory: checks and appends batches as a leader does, and gives out those that are replicated.
 * All replicas share this log; how far the followers have come is its high watermark.
 */
export class PartitionLog {
  readonly #budget: RetentionBudget
  readonly #producers = new ProducerStates()
  readonly #batches: StoredBatch[] = []
  readonly #epochs: EpochStart[] = []
  readonly #listeners = new Set<() => void>()
  #startOffset = 0
  #highWatermark = 0
  #endOffset = 0

  constructor(budget: RetentionBudget) {
    this.#budget = budget
  }

  /** The first offset that can be read. */
  get startOffset(): number {
    return this.#startOffset
  }

  /** Where the replicated records end; readers come as far as that. Also the last stable offset. */
  get highWatermark(): number {
    return this.#highWatermark
  }

  /** The offset that the next record gets. */
  get endOffset(): number {
    return this.#endOffset
  }

  /** The batches held, oldest first. */
  get batches(): readonly StoredBatch[] {
    return this.#batches
  }

  /**
   * Appends one batch, or finds that it is there already. Nobody reads it before {@link PartitionLog.replicatedTo}.
   *
   * @throws {BrokerRefusal} with what {@link validateBatch} and {@link ProducerStates.requireNext} refuse.
   */
  append(batch: IncomingBatch, rules: BatchRules, leaderEpoch: number, now: number): AppendResult {
    validateBatch(batch, rules, now)
    const duplicate = this.#producers.findDuplicate(batch.header)
    if (duplicate !== undefined) {
      const sameBytes = duplicate.crc === batch.header.crc
      const { baseOffset, timestamp: appendTime } = duplicate
      const endOffset = baseOffset + batch.header.recordCount
      return { kind: 'duplicate', baseOffset, endOffset, appendTime, sameBytes }
    }
    this.#producers.requireNext(batch.header)
    const baseOffset = this.#endOffset
    const appendTime = rules.timestampType === 'LogAppendTime' ? now : NO_APPEND_TIME
    this.#store(batch, leaderEpoch, appendTime)
    this.#producers.remember(batch.header, { baseOffset, timestamp: appendTime })
    const endOffset = this.#endOffset
    return { kind: 'appended', baseOffset, endOffset, appendTime, sameBytes: true }
  }

  /** The followers have come up to `offset`; what they had before they keep. */
  replicatedTo(offset: number): void {
    if (offset <= this.#highWatermark) return
    this.#highWatermark = Math.min(offset, this.#endOffset)
    for (const listener of [...this.#listeners]) listener()
  }

  /** Loses what no follower has: everything from the high watermark on, and what producers were remembered for it. */
  loseUnreplicated(): void {
    if (this.#highWatermark === this.#endOffset) return
    const kept = this.#indexOf(this.#highWatermark)
    this.#endOffset = this.#highWatermark
    this.#dropBatches(kept, this.#batches.length - kept)
    const forgotten = this.#producers.forgetFrom(this.#endOffset)
    for (const { header, sentCrc, baseOffset } of this.#batches) {
      if (!forgotten.has(header.producerId)) continue
      const timestamp = header.logAppendTime ? header.maxTimestamp : NO_APPEND_TIME
      this.#producers.remember({ ...header, crc: sentCrc }, { baseOffset, timestamp })
    }
  }

  /** Forgets what it knows of a producer, as brokers do after `producer.id.expiration.ms`. */
  expireProducer(producerId: bigint): void {
    this.#producers.forget(producerId)
  }

  /** Remembers a producer whose next batch has this epoch and sequence. */
  seedProducer(producerId: bigint, producerEpoch: number, nextSequence: number): void {
    this.#producers.seed(producerId, producerEpoch, nextSequence)
  }

  /**
   * Whole replicated batches from the one that contains `offset`, up to `limit.maxBytes` together. With `limit.atLeastOne` the first
   * is given even when it alone is larger, so that a consumer never sticks (KIP-74).
   *
   * @throws {BrokerRefusal} `OFFSET_OUT_OF_RANGE`
   */
  read(offset: number, limit: ReadLimit): readonly StoredBatch[] {
    if (offset < this.#startOffset || offset > this.#endOffset) {
      const range = `${this.#startOffset} to ${this.#endOffset}`
      throw new BrokerRefusal('OFFSET_OUT_OF_RANGE', `Offset ${offset} is outside ${range}`)
    }
    const found: StoredBatch[] = []
    let bytes = 0
    for (let i = this.#indexOf(offset); i < this.#batches.length; i++) {
      const batch = this.#batches[i]
      if (batch === undefined || batch.lastOffset >= this.#highWatermark) break
      bytes += batch.bytes.length
      const always = limit.atLeastOne && found.length === 0
      if (bytes > limit.maxBytes && !always) break
      found.push(batch)
    }
    return found
  }

  /**
   * Forgets everything before `offset` (Kafka: DeleteRecords). A batch that reaches beyond it stays as a whole; readers
   * begin inside it.
   *
   * @throws {BrokerRefusal} `OFFSET_OUT_OF_RANGE` past the high watermark.
   */
  deleteBefore(offset: number): void {
    if (offset < 0 || offset > this.#highWatermark) {
      throw new BrokerRefusal('OFFSET_OUT_OF_RANGE', `Offset ${offset} is outside the log`)
    }
    if (offset <= this.#startOffset) return
    this.#startOffset = offset
    this.#dropBatches(0, this.#indexOf(offset))
  }

  /** Forgets everything up to the end of the batch that begins at `baseOffset`, for the retention budget. */
  dropThrough(baseOffset: number): void {
    const index = this.#batches.findIndex((batch) => batch.baseOffset === baseOffset)
    const batch = this.#batches[index]
    if (batch === undefined) return
    // What the budget drops need not be replicated: this bound is the process's, not Kafka's.
    this.replicatedTo(batch.lastOffset + 1)
    this.deleteBefore(batch.lastOffset + 1)
  }

  /** Forgets all, when the topic is deleted. */
  clear(): void {
    this.#startOffset = this.#endOffset
    this.#highWatermark = this.#endOffset
    this.#dropBatches(0, this.#batches.length)
  }

  /** A new leader epoch begins where the log ends. */
  beginEpoch(epoch: number): void {
    this.#epochs.push({ epoch, startOffset: this.#endOffset })
  }

  /**
   * Where the records of a leader epoch end, for clients that check for truncation (KIP-320): the largest epoch not
   * above the one asked for, and the offset where the next one begins. An epoch that is yet to come is unknown.
   */
  endOfEpoch(epoch: number): { readonly epoch: number; readonly endOffset: number } | undefined {
    const latest = this.#epochs.at(-1)
    if (latest === undefined || epoch > latest.epoch) return undefined
    if (epoch === latest.epoch) return { epoch, endOffset: this.#endOffset }
    const later = this.#epochs.findIndex((start) => start.epoch > epoch)
    const endOffset = this.#epochs[later]?.startOffset ?? this.#endOffset
    return { epoch: this.#epochs[later - 1]?.epoch ?? epoch, endOffset }
  }

  /** Calls back whenever more is replicated, until the returned function is called. */
  onReplicated(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #store(batch: IncomingBatch, leaderEpoch: number, appendTime: number): void {
    // A copy: the request's frame may be much larger than this batch, and would be kept as long.
    const bytes = Buffer.from(batch.bytes)
    const baseOffset = this.#endOffset
    stampOffset(bytes, baseOffset, leaderEpoch)
    if (appendTime !== NO_APPEND_TIME) stampAppendTime(bytes, appendTime)
    this.#endOffset += batch.header.recordCount
    const header = readBatchHeader(bytes)
    const lastOffset = this.#endOffset - 1
    this.#batches.push({ baseOffset, lastOffset, header, bytes, sentCrc: batch.header.crc })
    this.#budget.added(this, baseOffset, bytes.length)
  }

  #dropBatches(from: number, count: number): void {
    const dropped = this.#batches.splice(from, count)
    this.#budget.released(dropped.reduce((bytes, batch) => bytes + batch.bytes.length, 0))
  }

  /** The index of the first batch that ends at or after `offset`. */
  #indexOf(offset: number): number {
    let low = 0
    let high = this.#batches.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const batch = this.#batches[middle]
      if (batch !== undefined && batch.lastOffset < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
