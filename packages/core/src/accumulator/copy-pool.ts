import type { SerializedForm } from '../serialization/serializer.ts'
import { copyCapacity, LARGEST_SHARED_CAPACITY } from './copy-capacity.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { PendingRecord } from './pending-record.ts'

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

  /** A copy of key and value, one behind the other, once it is counted as waiting; null when there is nothing to copy. */
  copy({ key, keyLength, value, valueLength }: PendingRecord): Buffer | null {
    const valueAt = Math.max(keyLength, 0)
    const sizeInBytes = valueAt + Math.max(valueLength, 0)
    if (sizeInBytes === 0 || (key === null && value === null)) return null
    const buffer = this.#take(sizeInBytes)
    write(buffer, 0, key)
    write(buffer, valueAt, value)
    return buffer
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

  // What it holds is of a record before.
  #take(sizeInBytes: number): Buffer {
    const capacity = copyCapacity(sizeInBytes)
    const spare = this.#spare.get(capacity)?.pop()
    if (spare === undefined) {
      this.#keepWithinBounds()
      return Buffer.allocUnsafeSlow(capacity)
    }
    this.#spareBytes -= capacity
    return spare
  }

  // All at once: it happens when the sizes of records change, and then what is spare is of sizes that nobody asks for.
  #keepWithinBounds(): void {
    const { waitingBytes, maxWaitingBytes } = this.#budget
    if (waitingBytes > 0 && waitingBytes + this.#spareBytes <= maxWaitingBytes) return
    this.#spare.clear()
    this.#spareBytes = 0
  }
}

function write(buffer: Buffer, at: number, form: SerializedForm): void {
  if (typeof form === 'string') buffer.write(form, at, 'utf8')
  else if (form !== null) buffer.set(form, at)
}
