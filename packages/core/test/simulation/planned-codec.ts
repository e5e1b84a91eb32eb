import type { ManualClock } from '@headwater/testing'
import type { CompressionCodec, CompressionName } from '../../src/compression/compression-codec.ts'
import {
  type CompressionOption,
  resolveCompression,
} from '../../src/compression/resolve-compression.ts'
import { slowCodec } from '../slow-codec.ts'
import type { Dice } from './dice.ts'
import type { FaultTally } from './fault-tally.ts'

/**
 * How batches are compressed in a run: at once, or by a codec that takes its time and sometimes fails. A thread would take as
 * long as the machine has it, so its time is virtual, and the codec compresses in this one.
 */
export type PlannedCompression = 'none' | CompressionName | `slow ${CompressionName}`

/** What a producer compresses with. */
export interface PlannedCodec {
  readonly compression: CompressionOption
  /** From now on the codec does not fail. */
  heal(): void
}

const NEVER_FAILS = 0.5

/** Whether batches are compressed away from the turn in which they are sent. */
export function isSlow(compression: PlannedCompression): compression is `slow ${CompressionName}` {
  return compression.startsWith('slow ')
}

export function plannedCodec(
  compression: PlannedCompression,
  clock: ManualClock,
  dice: Dice,
  tally: FaultTally,
): PlannedCodec {
  if (!isSlow(compression)) return { compression, heal: () => {} }
  let healed = false
  const random = { next: () => (healed ? NEVER_FAILS : dice.next()) }
  const codec = slowCodec(fastCodec(compression), clock, random)
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

function fastCodec(compression: `slow ${CompressionName}`): CompressionCodec {
  const codec = resolveCompression(compression.slice('slow '.length))
  if (codec === null) throw new Error(`There is no codec for ${compression}`)
  return codec
}
