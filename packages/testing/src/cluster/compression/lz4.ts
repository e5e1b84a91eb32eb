import { BoundedOutput } from './bounded-output.ts'

const FRAME_MAGIC = 0x184d2204
const FLAGS_AT = 4
const CONTENT_SIZE_FLAG = 0x08
const BLOCK_CHECKSUM_FLAG = 0x10
const DICTIONARY_ID_FLAG = 0x01
const STORED_BLOCK_FLAG = 0x80000000
const SHORTEST_MATCH = 4
const LENGTH_CONTINUES = 15

/**
 * Decompresses one LZ4 frame. Checksums of the frame are not verified: the batch's CRC-32C covers the same bytes.
 *
 * @throws {RangeError} when the input is malformed or unfolds to more than `maxBytes`.
 */
export function decompressLz4(input: Buffer, maxBytes: number): Buffer {
  if (input.readUInt32LE(0) !== FRAME_MAGIC) throw new RangeError('Not an LZ4 frame')
  const flags = input.readUInt8(FLAGS_AT)
  const checksumBytes = (flags & BLOCK_CHECKSUM_FLAG) === 0 ? 0 : 4
  const output = new BoundedOutput(maxBytes)
  let position = afterFrameHeader(flags)
  for (;;) {
    const size = input.readUInt32LE(position)
    position += 4
    if (size === 0) return output.finish()
    const stored = size >= STORED_BLOCK_FLAG
    const end = position + (stored ? size - STORED_BLOCK_FLAG : size)
    if (end > input.length) throw new RangeError('An LZ4 block past the end')
    const block = input.subarray(position, end)
    if (stored) output.append(block)
    else decompressBlock(block, output)
    position = end + checksumBytes
  }
}

function afterFrameHeader(flags: number): number {
  const contentSizeBytes = (flags & CONTENT_SIZE_FLAG) === 0 ? 0 : 8
  const dictionaryIdBytes = (flags & DICTIONARY_ID_FLAG) === 0 ? 0 : 4
  const blockDescriptorAndChecksumBytes = 2
  return FLAGS_AT + 1 + contentSizeBytes + dictionaryIdBytes + blockDescriptorAndChecksumBytes
}

function decompressBlock(block: Buffer, output: BoundedOutput): void {
  let position = 0
  const readLength = (start: number): number => {
    if (start < LENGTH_CONTINUES) return start
    let length = start
    for (;;) {
      const more = block.readUInt8(position++)
      length += more
      if (more !== 255) return length
    }
  }
  while (position < block.length) {
    const token = block.readUInt8(position++)
    const literalLength = readLength(token >>> 4)
    if (literalLength > block.length - position) throw new RangeError('An LZ4 literal past the end')
    output.append(block.subarray(position, position + literalLength))
    position += literalLength
    if (position === block.length) return // The last sequence of a block has no match.
    const distance = block.readUInt16LE(position)
    position += 2
    output.repeat(distance, readLength(token & 15) + SHORTEST_MATCH)
  }
}
