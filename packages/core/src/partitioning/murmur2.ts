const SEED = 0x9747b28c
const MULTIPLIER = 0x5bd1e995

/**
 * The 32-bit murmur2 of `bytes` from `start` up to `end`, as Kafka's Java client computes it over a serialized key: a signed
 * integer. Two numbers instead of a view, because the key already lies in the batch's buffer.
 */
export function murmur2(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  const tail = end - (length & 3)
  let hash = SEED ^ length
  for (let i = start; i < tail; i += 4) {
    let block = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    block = Math.imul(block, MULTIPLIER)
    block ^= block >>> 24
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(block, MULTIPLIER)
  }
  if (tail < end) {
    if (tail + 2 < end) hash ^= bytes[tail + 2]! << 16
    if (tail + 1 < end) hash ^= bytes[tail + 1]! << 8
    hash = Math.imul(hash ^ bytes[tail]!, MULTIPLIER)
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER)
  return hash ^ (hash >>> 15)
}

/**
 * The partition of a key with this hash, where Java puts it. Of all partitions, not only of those with a leader, or a key
 * would move while a broker is away.
 */
export function partitionForKey(hash: number, partitionCount: number): number {
  // Clears the sign bit. An unsigned shift is not the same: it differs wherever the count is no power of two.
  return (hash & 0x7fffffff) % partitionCount
}
