import type { ManualClock } from '@headwater/testing'
import type { CompressionCodec } from '../src/compression/compression-codec.ts'
import type { Random } from '../src/time/random.ts'

const MAX_MS = 30
const FAILURES = 0.02

/** A codec that takes up to 30 ms of virtual time for a batch, in no order, and now and then fails. */
export function slowCodec(
  codec: CompressionCodec,
  clock: ManualClock,
  random: Random,
): Required<CompressionCodec> {
  return {
    name: codec.name,
    backgroundFromBytes: 0,
    compressSync: (records) => codec.compressSync(records),
    compress: (records) =>
      new Promise((resolve, reject) => {
        const fails = random.next() < FAILURES
        clock.setTimer(random.next() * MAX_MS, () => {
          if (fails) reject(new Error('The codec failed, as it was told to'))
          else resolve(codec.compressSync(records))
        })
      }),
  }
}
