import { availableParallelism } from 'node:os'
import type { CompressionCodec } from '../compression/compression-codec.ts'
import { COMPRESSION_ID } from '../compression/compression-id.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import { RECORDS_AT } from '../record-format/record-batch-layout.ts'
import { byteLengthOf } from '../serialization/byte-length-of.ts'
import { isBytes } from '../serialization/is-bytes.ts'
import type { Clock } from '../time/clock.ts'
import { Fifo } from './fifo.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { ProducerBatch } from './producer-batch.ts'

/** A batch that its codec could not compress, and what the codec threw. */
export interface FailedCompression {
  readonly batch: ProducerBatch
  readonly cause: unknown
}

/** One less than the threads that Node has for it: the last one is left to files and name lookups. */
const MAX_IN_BACKGROUND = Math.min(3, availableParallelism())
/** What one turn of the event loop spends on compression in its own thread before other work gets its turn. */
const MAX_MS_IN_TURN = 5
const DEFAULT_BACKGROUND_FROM_BYTES = 16_384

/**
 * Compresses batches that are about to leave: small ones at once, large ones in a thread, a few at a time. The records are
 * compressed once and know nothing of stamps, so sequences are still given out where requests leave, in their order; until
 * its batch is done, a partition has nothing to send. The uncompressed records stay beside them, for a split and for whoever
 * reads failed or delivered records.
 */
export class BatchCompression {
  readonly #codec: CompressionCodec
  readonly #compressionId: number
  readonly #backgroundFromBytes: number
  readonly #budget: MemoryBudget
  readonly #clock: Clock
  readonly #onDone: (batch: ProducerBatch) => void
  readonly #wake: () => void
  /** Batches that found no thread free, or no time left in their turn. */
  readonly #waiting = new Fifo<ProducerBatch>()
  readonly #inBackground = new Set<ProducerBatch>()
  readonly #failed = new Fifo<FailedCompression>()
  #spentMs = 0

  /** @param onDone is told of a batch that could not be compressed at once, when it can leave */
  constructor(
    codec: CompressionCodec,
    budget: MemoryBudget,
    clock: Clock,
    onDone: (batch: ProducerBatch) => void,
    wake: () => void,
  ) {
    this.#codec = codec
    this.#compressionId = COMPRESSION_ID[codec.name]
    const isPossible = codec.compress !== undefined && clock.allowsBackgroundWork === true
    this.#backgroundFromBytes = isPossible
      ? (codec.backgroundFromBytes ?? DEFAULT_BACKGROUND_FROM_BYTES)
      : Number.POSITIVE_INFINITY
    this.#budget = budget
    this.#clock = clock
    this.#onDone = onDone
    this.#wake = wake
  }

  /** Begins a turn: those who waited come first. */
  beginTurn(): void {
    this.#spentMs = 0
    for (let batch = this.#waiting.first; batch !== undefined; batch = this.#waiting.first) {
      if (!batch.settled && !this.#hasCapacityFor(batch)) break
      this.#waiting.shift()
      if (batch.settled) continue
      this.#begin(batch)
      if (batch.compression === 'done') this.#onDone(batch)
    }
  }

  /**
   * Sees to it that a closed batch is compressed.
   *
   * @returns whether it is: it can leave
   */
  prepare(batch: ProducerBatch): boolean {
    if (batch.sealed || batch.compression === 'done') return true
    if (this.#waiting.length === 0 && this.#hasCapacityFor(batch)) this.#begin(batch)
    else {
      batch.compression = 'under-way'
      this.#waiting.push(batch)
    }
    return this.#isDone(batch)
  }

  /**
   * Expects nothing more of a batch that is given up, so that one that takes too long stands in nobody's way.
   *
   * @returns whether a thread still reads its records: its memory is then given back when that has ended
   */
  abandon(batch: ProducerBatch): boolean {
    if (!this.#inBackground.delete(batch)) return false
    this.#wake()
    return true
  }

  /** The next batch that could not be compressed and has not settled yet. */
  takeFailed(): FailedCompression | undefined {
    let failed = this.#failed.shift()
    while (failed?.batch.settled) failed = this.#failed.shift()
    return failed
  }

  #isDone(batch: ProducerBatch): boolean {
    return batch.compression === 'done'
  }

  #hasCapacityFor(batch: ProducerBatch): boolean {
    if (this.#goesToBackground(batch)) return this.#inBackground.size < MAX_IN_BACKGROUND
    if (this.#spentMs < MAX_MS_IN_TURN) return true
    this.#wake() // The next turn has time for it.
    return false
  }

  #goesToBackground(batch: ProducerBatch): boolean {
    return batch.builder.sizeInBytes - RECORDS_AT >= this.#backgroundFromBytes
  }

  #begin(batch: ProducerBatch): void {
    batch.compression = 'under-way'
    if (this.#goesToBackground(batch)) {
      this.#inBackground.add(batch)
      this.#compressInBackground(batch)
      return
    }
    const startedAtMs = this.#clock.now()
    try {
      this.#finish(batch, this.#codec.compressSync(batch.builder.records))
    } catch (cause) {
      this.#fail(batch, cause)
    }
    this.#spentMs += this.#clock.now() - startedAtMs
  }

  async #compressInBackground(batch: ProducerBatch): Promise<void> {
    let finish: () => void
    try {
      const result: unknown = await this.#codec.compress?.(batch.builder.records)
      finish = () => this.#finish(batch, result)
    } catch (cause) {
      finish = () => this.#fail(batch, cause)
    }
    if (this.#inBackground.delete(batch)) {
      finish()
      if (this.#isDone(batch)) this.#onDone(batch)
    } else {
      this.#budget.release(batch.memoryBytes)
      batch.memoryBytes = 0
    }
    this.#wake()
  }

  #finish(batch: ProducerBatch, result: unknown): void {
    const resultBytes = isBytes(result) ? byteLengthOf(result) : 0
    if (!isBytes(result) || resultBytes === 0) {
      ignoreRejection(result)
      const given = isBytes(result) ? 'no bytes' : describeValue(result)
      this.#fail(batch, new TypeError(`The codec gave ${given} for ${batch.recordCount} records`))
      return
    }
    // What a codec makes larger is sent as it is: smaller on the wire, and a consumer has nothing to decompress.
    if (RECORDS_AT + resultBytes < batch.builder.sizeInBytes) {
      // Never from a pool, and copied: a codec may use its output again (CVE-2026-35554).
      const compressed = Buffer.allocUnsafeSlow(RECORDS_AT + resultBytes)
      compressed.set(result, RECORDS_AT)
      batch.compressed = { compressionId: this.#compressionId, batch: compressed }
      batch.memoryBytes += compressed.length
      this.#budget.charge(compressed.length)
    }
    batch.compression = 'done'
  }

  // It stays where it is, and its partition with it, until the sender has settled it.
  #fail(batch: ProducerBatch, cause: unknown): void {
    this.#failed.push({ batch, cause })
    this.#wake()
  }
}
