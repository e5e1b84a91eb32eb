import { BoundedOutput } from './bounded-output.ts'

// The framing of the xerial library, which Java's producer writes: magic, two version numbers, then sized blocks.
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER_BYTES = XERIAL_MAGIC.length + 8

const LITERAL = 0
const COPY_WITH_1_BYTE_OFFSET = 1
const COPY_WITH_2_BYTE_OFFSET = 2
const LONGEST_INLINE_LITERAL = 60

/**
 * Decompresses snappy, bare or in xerial framing.
 *
 * @throws {RangeError} when the input is malformed or unfolds to more than `maxBytes`.
 */
export function decompressSnappy(input: Buffer, maxBytes: number): Buffer {
  const output = new BoundedOutput(maxBytes)
  if (!input.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) {
    decompressBlock(input, output)
    return output.finish()
  }
  let position = XERIAL_HEADER_BYTES
  while (position < input.length) {
    const blockAt = position + 4
    const end = blockAt + input.readUInt32BE(position)
    if (end > input.length) throw new RangeError('A snappy block past the end')
    decompressBlock(input.subarray(blockAt, end), output)
    position = end
  }
  return output.finish()
}

function decompressBlock(block: Buffer, output: BoundedOutput): void {
  let position = afterUncompressedLength(block)
  while (position < block.length) {
    const tag = block.readUInt8(position++)
    switch (tag & 3) {
      case LITERAL: {
        const inline = (tag >>> 2) + 1
        const extraBytes = Math.max(inline - LONGEST_INLINE_LITERAL, 0)
        const length = extraBytes === 0 ? inline : block.readUIntLE(position, extraBytes) + 1
        position += extraBytes
        if (length > block.length - position) throw new RangeError('A snappy literal past the end')
        output.append(block.subarray(position, position + length))
        position += length
        break
      }
      case COPY_WITH_1_BYTE_OFFSET:
        output.repeat(((tag >>> 5) << 8) | block.readUInt8(position), ((tag >>> 2) & 7) + 4)
        position += 1
        break
      case COPY_WITH_2_BYTE_OFFSET:
        output.repeat(block.readUInt16LE(position), (tag >>> 2) + 1)
        position += 2
        break
      default:
        output.repeat(block.readUInt32LE(position), (tag >>> 2) + 1)
        position += 4
    }
  }
}

// The announced length is not trusted: the output grows with what is really there.
function afterUncompressedLength(block: Buffer): number {
  let position = 0
  while (block.readUInt8(position++) >= 0x80) {
    if (position === 5) throw new RangeError('A snappy length of more than 5 bytes')
  }
  return position
}
