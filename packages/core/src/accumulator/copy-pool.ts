import { copyCapacity, LARGEST_SHARED_CAPACITY } from './copy-capacity.ts'
import type { MemoryBudget } from './memory-budget.ts'

/**
 * Buffers for the copies of records that wait, each used again once its record has left. In an outage thousands of records a
 * second come, wait and are refused; their bytes lie outside V8's heap, where nothing is given back before a collection of the
 * whole heap, and that is long after they were needed. What is spare stays within the bytes that may wait, and goes when nobody
 * waits.
 */
export class CopyPool {
  readonly #budget: MemoryBudget
  /** By capacity. */
  readonly #spare = new Map<number, Buffer[]>()
  #spareBytes = 0

  constructor(budget: MemoryBudget) {
    this.#budget = budget
  }

  get spareBytes(): number {
    return this.#spareBytes
  }

  /** A buffer for so many bytes, once they are counted as waiting; what it holds is anybody's. */
  take(sizeInBytes: number): Buffer {
    const capacity = copyCapacity(sizeInBytes)
    const spare = this.#spare.get(capacity)?.pop()
    if (spare === undefined) {
      this.#keepWithinBounds()
      return Buffer.allocUnsafeSlow(capacity)
    }
    this.#spareBytes -= capacity
    return spare
  }

  /** Takes back a buffer that nobody can see any more, once its bytes are not counted. */
  giveBack(buffer: Buffer): void {
    const capacity = buffer.length
    if (capacity <= LARGEST_SHARED_CAPACITY) {
      const spare = this.#spare.get(capacity)
      if (spare === undefined) this.#spare.set(capacity, [buffer])
      else spare.push(buffer)
      this.#spareBytes += capacity
    }
    this.#keepWithinBounds()
  }

  // All at once: it happens when the sizes of records change, and then what is spare is of sizes that nobody asks for.
  #keepWithinBounds(): void {
    const { waitingBytes, maxWaitingBytes } = this.#budget
    if (waitingBytes > 0 && waitingBytes + this.#spareBytes <= maxWaitingBytes) return
    this.#spare.clear()
    this.#spareBytes = 0
  }
}
