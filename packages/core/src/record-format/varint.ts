// Zigzag varints of Kafka's record format (the encoding of Protocol Buffers). A record holds five of them, so each function
// is a straight line of 32-bit arithmetic and allocates nothing.

/** Bytes that {@link writeVarint} takes for a signed 32-bit integer: 1 to 5. */
export function varintSize(value: number): number {
  return unsignedVarintSize((value << 1) ^ (value >> 31))
}

/** Writes a signed 32-bit integer and returns the position just past it. */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  return writeUnsignedVarint(target, at, (value << 1) ^ (value >> 31))
}

/** Bytes that {@link writeUnsignedVarint} takes for the 32 bits of `value`: 1 to 5. */
export function unsignedVarintSize(value: number): number {
  const bits = value >>> 0
  if (bits < 0x80) return 1
  if (bits < 0x4000) return 2
  if (bits < 0x20_0000) return 3
  return bits < 0x1000_0000 ? 4 : 5
}

/** Writes the 32 bits of `value` as an unsigned varint and returns the position just past it. */
export function writeUnsignedVarint(target: Uint8Array, at: number, value: number): number {
  let rest = value >>> 0
  let position = at
  while (rest > 0x7f) {
    target[position++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  target[position++] = rest
  return position
}

/** Bytes that {@link writeVarlong} takes for a safe integer: 1 to 8. */
export function varlongSize(value: number): number {
  if (value >= -0x4000_0000 && value < 0x4000_0000) return varintSize(value)
  let size = 1
  for (let rest = Math.floor(magnitude(value) / 0x40); rest > 0; size++) {
    rest = Math.floor(rest / 0x80)
  }
  return size
}

/** Writes a safe integer as a varlong (timestamp deltas may pass 32 bits) and returns the position just past it. */
export function writeVarlong(target: Uint8Array, at: number, value: number): number {
  if (value >= -0x4000_0000 && value < 0x4000_0000) return writeVarint(target, at, value)
  const sign = value < 0 ? 1 : 0
  let rest = magnitude(value)
  let position = at
  target[position++] = ((rest % 0x40) * 2 + sign) | 0x80
  rest = Math.floor(rest / 0x40)
  while (rest >= 0x80) {
    target[position++] = (rest % 0x80) | 0x80
    rest = Math.floor(rest / 0x80)
  }
  target[position++] = rest
  return position
}

// Zigzag without its lowest bit, the sign: with it, a number from 2^52 on would be beyond what a double counts exactly.
function magnitude(value: number): number {
  return value >= 0 ? value : -value - 1
}
