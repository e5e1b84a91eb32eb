import { zstdCompressSync } from 'node:zlib'
import type { ManualClock } from '@headwater/testing'
import type { CompressionCodec } from '../src/compression/compression-codec.ts'
import type { Random } from '../src/time/random.ts'

const MAX_MS = 30
const FAILURES = 0.02

/** A zstd that takes up to 30 ms of virtual time for a batch, in no order, and now and then fails. */
export function slowCodec(clock: ManualClock, random: Random): Required<CompressionCodec> {
  return {
    name: 'zstd',
    backgroundFromBytes: 0,
    compressSync: (records) => zstdCompressSync(records),
    compress: (records) =>
      new Promise((resolve, reject) => {
        const fails = random.next() < FAILURES
        clock.setTimer(random.next() * MAX_MS, () => {
          if (fails) reject(new Error('The codec failed, as it was told to'))
          else resolve(zstdCompressSync(records))
        })
      }),
  }
}
