import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { decompressFrameSync } from 'lz4-napi'
import { uncompressSync } from 'snappy'

const XERIAL_HEADER_BYTES = 16

/** The records that a codec packed, by libraries that have nothing to do with the embedded cluster's own decompressors. */
export function decompress(codec: string, compressed: Buffer): Buffer {
  switch (codec) {
    case 'gzip':
      return gunzipSync(compressed)
    case 'zstd':
      return zstdDecompressSync(compressed)
    case 'lz4':
      return decompressFrameSync(compressed)
    case 'snappy':
      return decompressXerial(compressed)
    default:
      return compressed
  }
}

function decompressXerial(framed: Buffer): Buffer {
  const blocks: Buffer[] = []
  for (let at = XERIAL_HEADER_BYTES; at < framed.length; ) {
    const end = at + 4 + framed.readUInt32BE(at)
    blocks.push(uncompressSync(framed.subarray(at + 4, end)) as Buffer)
    at = end
  }
  return Buffer.concat(blocks)
}
