const REVERSED_POLYNOMIAL = 0x82f63b78
const BITS_PER_BYTE = 8

/** CRC-32C (Castagnoli), bit by bit: for the one batch that is sent over and over, nothing faster is needed. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < BITS_PER_BYTE; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ REVERSED_POLYNOMIAL : crc >>> 1
    }
  }
  return (crc ^ 0xffffffff) >>> 0
}
