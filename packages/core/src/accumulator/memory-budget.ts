/**
 * What a record with a promise is counted as beside its bytes. Measured on Node 24 as heap growth over 200,000 unsettled
 * sends: 226 bytes with one `then` behind each, 381 where it waits or `onError` observes it; the rest is for the async
 * function that mostly waits for it.
 */
export const PROMISE_OVERHEAD_BYTES = 512
/** The same for a record with a callback or a place in a `sendBatch`: 56 bytes measured. */
export const CALLBACK_OVERHEAD_BYTES = 64
/**
 * What a record is counted as in addition while it waits: its places in the lists and the buffer with its copies. Measured on Node 24
 * as heap growth over 20,000 records that wait: 574 bytes, with a key and without; the rest is for what a buffer takes outside the heap
 * beside its bytes.
 */
export const WAITING_OVERHEAD_BYTES = 640

/** How much of the buffer must be free before callers that do not wait are called back: less would call them for every record. */
const READY_SHARE = 1 / 8

/**
 * The one place where memory is counted: buffers as allocated, and what each record costs beside its bytes. Queued and
 * in-flight records are bounded by `bufferMemoryBytes`; records that wait for room are copies, bounded by `maxWaitingBytes`.
 */
export class MemoryBudget {
  readonly bufferMemoryBytes: number
  readonly maxWaitingBytes: number
  #bufferedBytes = 0
  #waitingBytes = 0
  #wantedBytes = 0
  #refusedBytes = 0

  constructor(bufferMemoryBytes: number, maxWaitingBytes: number) {
    this.bufferMemoryBytes = bufferMemoryBytes
    this.maxWaitingBytes = maxWaitingBytes
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes
  }

  /** Whether there is room again for what was refused last, and for an eighth of the whole. */
  get hasRoom(): boolean {
    const wanted = Math.max(this.#wantedBytes, this.bufferMemoryBytes * READY_SHARE)
    return this.#bufferedBytes === 0 || this.#bufferedBytes + wanted <= this.bufferMemoryBytes
  }

  /** How much {@link reserve} was asked for when it took nothing the last time. */
  get refusedBytes(): number {
    return this.#refusedBytes
  }

  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /**
   * Takes that much for the buffer; false, and nothing taken, when it is not there. An empty buffer takes anything, so that the
   * largest record that the options allow is sent, whatever it costs beside its bytes.
   */
  reserve(bytes: number): boolean {
    if (this.#bufferedBytes > 0 && this.#bufferedBytes + bytes > this.bufferMemoryBytes) {
      this.#refusedBytes = bytes
      return false
    }
    this.#bufferedBytes += bytes
    return true
  }

  /** Takes that much whether it is there or not: for what a batch that is on its way already needs. */
  charge(bytes: number): void {
    this.#bufferedBytes += bytes
  }

  release(bytes: number): void {
    this.#bufferedBytes -= bytes
  }

  /** Takes that much for a waiting copy; false, and nothing taken, when it is not there. */
  reserveWaiting(bytes: number): boolean {
    if (this.#waitingBytes + bytes > this.maxWaitingBytes) return false
    this.#waitingBytes += bytes
    return true
  }

  /** Notes how much room somebody wants who was refused and does not wait in line. */
  noteWanted(bytes: number): void {
    this.#wantedBytes = bytes
  }

  releaseWaiting(bytes: number): void {
    this.#waitingBytes -= bytes
  }
}
