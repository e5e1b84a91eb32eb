import type { ManualClock } from '@headwater/testing'
import type { CompressionOption } from '../../src/compression/resolve-compression.ts'
import { slowCodec } from '../slow-codec.ts'
import type { Dice } from './dice.ts'
import type { FaultTally } from './fault-tally.ts'

/** How batches are compressed in a run: at once, or by a codec that takes its time and sometimes fails. */
export type PlannedCompression = 'none' | 'gzip' | 'zstd' | 'slow zstd'

/** What a producer compresses with. */
export interface PlannedCodec {
  readonly compression: CompressionOption
  /** From now on the codec does not fail. */
  heal(): void
}

const NEVER_FAILS = 0.5

export function plannedCodec(
  compression: PlannedCompression,
  clock: ManualClock,
  dice: Dice,
  tally: FaultTally,
): PlannedCodec {
  if (compression !== 'slow zstd') return { compression, heal: () => {} }
  let healed = false
  const codec = slowCodec(clock, { next: () => (healed ? NEVER_FAILS : dice.next()) })
  const { compress: compressSlowly } = codec
  const compress: typeof compressSlowly = async (records) => {
    try {
      return await compressSlowly(records)
    } catch (error) {
      tally.happened('codec failed')
      throw error
    }
  }
  const heal = (): void => {
    healed = true
  }
  return { compression: { ...codec, compress }, heal }
}
