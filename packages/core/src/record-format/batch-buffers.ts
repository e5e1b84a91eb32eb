/** Up to this size a buffer is cut from a larger one. */
const CUT_UP_TO_BYTES = 1_024
const LARGER_BYTES = 8_192
const NOTHING = Buffer.alloc(0)

/**
 * Buffers for batches. Small ones are cut from a larger one, because to allocate each costs more than to fill it. No byte is
 * ever handed out twice: what a socket has is shared with nothing that is written later (CVE-2026-35554). The pieces of one
 * are freed together, so a small batch that outlives the others keeps 8 KiB, less than a full one.
 */
export class BatchBuffers {
  #larger = NOTHING
  #cut = 0

  /** A buffer of exactly that size, with whatever was in that memory before. */
  take(sizeInBytes: number): Buffer {
    if (sizeInBytes > CUT_UP_TO_BYTES) return Buffer.allocUnsafeSlow(sizeInBytes)
    if (this.#cut + sizeInBytes > this.#larger.length) {
      this.#larger = Buffer.allocUnsafeSlow(LARGER_BYTES)
      this.#cut = 0
    }
    const from = this.#cut
    this.#cut += sizeInBytes
    return this.#larger.subarray(from, this.#cut)
  }
}
