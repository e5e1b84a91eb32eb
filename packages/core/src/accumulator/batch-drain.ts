import type { BatchCompression } from './batch-compression.ts'
import type { BrokerQueue } from './broker-queue.ts'
import type { IntrusiveList } from './intrusive-list.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { ProducerBatch } from './producer-batch.ts'

/** Chooses what a request carries. Its cost is that of what it takes out or finds to be compressed first. */
export class BatchDrain {
  readonly #maxRequestSizeBytes: number
  readonly #compression: BatchCompression | null
  readonly #refresh: (queue: PartitionQueue, nowMs: number) => void

  /** @param refresh sorts a partition anew into what its broker could send */
  constructor(
    maxRequestSizeBytes: number,
    compression: BatchCompression | null,
    refresh: (queue: PartitionQueue, nowMs: number) => void,
  ) {
    this.#maxRequestSizeBytes = maxRequestSizeBytes
    this.#compression = compression
    this.#refresh = refresh
  }

  /**
   * Takes out what the next request to a broker carries: at most one batch per partition, up to `maxRequestSizeBytes`; full
   * ones first, unfilled ones only while no other request carries such. What has to be compressed first, and is not at once,
   * stays behind.
   *
   * @param into gets the batches, which may be none
   * @returns whether unfilled ones are among them
   */
  drain(broker: BrokerQueue, nowMs: number, into: ProducerBatch[]): boolean {
    const mayTakeUnfilled = broker.unfilledRequests === 0 && broker.unfilled.first !== null
    let unfilled = 0
    let size = 0
    if (mayTakeUnfilled && broker.unfilledFirst) {
      size = this.#drainList(broker.unfilled, into, 0, nowMs)
      unfilled = into.length
    }
    if (size >= 0) size = this.#drainList(broker.full, into, size, nowMs)
    if (mayTakeUnfilled && unfilled === 0) {
      const filled = into.length
      if (size >= 0) this.#drainList(broker.unfilled, into, size, nowMs)
      unfilled = into.length - filled
    }
    if (mayTakeUnfilled) broker.unfilledFirst = unfilled === 0 && broker.unfilled.first !== null
    if (into.length > 0) broker.waitingSinceMs = nowMs
    for (const batch of into) this.#refresh(batch.queue, nowMs)
    return unfilled > 0
  }

  /** @returns the size so far, or −1 when a batch had no room: then nothing smaller may overtake it */
  #drainList(
    list: IntrusiveList<PartitionQueue>,
    batches: ProducerBatch[],
    size: number,
    nowMs: number,
  ): number {
    let total = size
    for (let queue = list.first; queue !== null; queue = list.first) {
      if (this.#compression !== null && !this.#compress(queue, this.#compression)) {
        this.#refresh(queue, nowMs) // Out of the list; it comes back when its batch can leave.
        continue
      }
      const bytes = queue.sizeOfNext()
      if (batches.length > 0 && total + bytes > this.#maxRequestSizeBytes) return -1
      list.remove(queue)
      batches.push(queue.takeNext())
      total += bytes
    }
    return total
  }

  /** @returns whether its next batch can leave */
  #compress(queue: PartitionQueue, compression: BatchCompression): boolean {
    const batch = queue.nextBatch
    if (batch === null) return true
    if (batch === queue.open) {
      batch.closedUnfilled = true
      queue.closeOpen()
    }
    return compression.prepare(batch)
  }
}
