/** Copies above this have exactly their size; the size that a copy has up to here is one of a few dozen. */
export const LARGEST_SHARED_CAPACITY = 16_384

const SMALLEST_CAPACITY = 64

/**
 * How large a buffer is that holds a copy of so many bytes: four sizes for every doubling, so that one that has served its record
 * fits another and is at most a quarter too large for what it holds, but for the smallest.
 */
export function copyCapacity(sizeInBytes: number): number {
  if (sizeInBytes === 0 || sizeInBytes > LARGEST_SHARED_CAPACITY) return sizeInBytes
  if (sizeInBytes <= SMALLEST_CAPACITY) return SMALLEST_CAPACITY
  const step = 1 << (29 - Math.clz32(sizeInBytes - 1))
  return Math.ceil(sizeInBytes / step) * step
}
