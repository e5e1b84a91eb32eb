import type { HeaderBlock } from '../record-format/header-block.ts'
import type { SerializedForm } from '../serialization/serializer.ts'
import { copyCapacity } from './copy-capacity.ts'
import type { SettleDetail, SettleTarget } from './delivery-reporter.ts'
import { WAITING_OVERHEAD_BYTES } from './memory-budget.ts'
import type { Recipient } from './recipient.ts'

/** The deadline of a record that is appended in the turn of its call: `deliveryTimeoutMs` from then. */
export const FROM_NOW = -1

/** A partitioner is to choose, once the topic's partitions are known. */
export const ANY_PARTITION = -1

/**
 * One record, serialized, on its way into a batch. The intake fills the same object for every record, so that a send
 * allocates nothing for it; a record that must wait gets one of its own with {@link detach}.
 */
export class PendingRecord {
  timestamp = 0
  key: SerializedForm = null
  /** In bytes; −1 for null, as the format writes it. The same for `valueLength`. */
  keyLength = -1
  value: SerializedForm = null
  valueLength = -1
  /** Null for none. */
  headers: HeaderBlock | null = null
  /** The partition that was named or already chosen, or {@link ANY_PARTITION}. */
  partition = ANY_PARTITION
  /** What the record costs beside its bytes. */
  overheadBytes = 0
  /** When it must have settled, or {@link FROM_NOW}. */
  deadlineMs = FROM_NOW
  target: SettleTarget = null
  detail: SettleDetail = null
  promise: Promise<unknown> | null = null

  /** Of key, value and headers. */
  get payloadBytes(): number {
    const headerBytes = this.headers === null ? 0 : this.headers.sizeInBytes
    return Math.max(this.keyLength, 0) + Math.max(this.valueLength, 0) + headerBytes
  }

  /** What it is counted as while it waits, as a copy. */
  get waitingBytes(): number {
    const headerBytes = this.headers === null ? 0 : this.headers.sizeInBytes
    const fieldBytes = Math.max(this.keyLength, 0) + Math.max(this.valueLength, 0)
    return copyCapacity(fieldBytes) + headerBytes + this.overheadBytes + WAITING_OVERHEAD_BYTES
  }

  /** Names who is told what becomes of it. */
  address({ target, detail, promise, overheadBytes }: Recipient): void {
    this.target = target
    this.detail = detail
    this.promise = promise
    this.overheadBytes = overheadBytes
  }

  /** A record of its own, for one that outlives the caller's turn; its key and value are for the caller to copy. */
  detach(deadlineMs: number): PendingRecord {
    const copy = new PendingRecord()
    copy.timestamp = this.timestamp
    copy.keyLength = this.keyLength
    copy.valueLength = this.valueLength
    copy.headers = this.headers === null ? null : this.headers.copy()
    copy.partition = this.partition
    copy.deadlineMs = deadlineMs
    copy.address(this)
    return copy
  }

  /** Lets go of everything, once the bytes are in a batch or will never be. */
  clear(): void {
    this.key = null
    this.value = null
    this.headers = null
    this.target = null
    this.detail = null
    this.promise = null
  }
}
