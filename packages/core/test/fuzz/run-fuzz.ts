import { FuzzReport } from './fuzz-report.ts'
import { FuzzSeed } from './fuzz-seed.ts'

export interface FuzzPlan {
  /** Hostile frames to send at least. */
  readonly frames: number
  /** The first seed; the others follow it. */
  readonly start: number
}

/** Attacks producers, one seed after the other, until enough hostile frames have reached them. */
export async function runFuzz({ frames, start }: FuzzPlan): Promise<FuzzReport> {
  const report = new FuzzReport()
  let seed = start
  const onEscape = (error: unknown): void => {
    report.breach(seed, `escaped: ${error instanceof Error ? error.stack : error}`)
  }
  // What nobody catches would end the process of a user.
  process.on('uncaughtException', onEscape)
  process.on('unhandledRejection', onEscape)
  try {
    for (; report.frames < frames; seed++) {
      await new FuzzSeed(seed, report).run().catch(onEscape)
    }
  } finally {
    process.off('uncaughtException', onEscape)
    process.off('unhandledRejection', onEscape)
  }
  return report
}
