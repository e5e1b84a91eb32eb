import { fileURLToPath } from 'node:url'
import type { LaneResult } from './lane-result.ts'
import { runProcess } from './run-process.ts'
import type { SeedLine } from './seed-line.ts'

/** How many seeds a mutant may survive and still count as caught by one of them. */
export const SEEDS = 200

/** A seed takes a quarter of a second, and ten times that on a busy machine; this much silence is a loop without an end. */
const SILENCE_MS = 30_000
/** A mutant that keeps everything dies of it soon, and not only when the machine has no memory left. */
const HEAP_MB = 512

/** Runs so many seeds with a mutant, or without one (null), up to the first that breaks a promise. */
export async function simulationLane(
  mutantName: string | null,
  seeds: number,
): Promise<LaneResult> {
  let loaded = false
  let seed = 1
  let violation: string | null = null
  const script = fileURLToPath(new URL('./simulate-chosen.ts', import.meta.url))
  const { succeeded, hung, complaint } = await runProcess({
    args: [`--max-old-space-size=${HEAP_MB}`, script, String(seeds)],
    mutantName,
    silenceMs: SILENCE_MS,
    onLine: (text) => {
      const line: SeedLine = JSON.parse(text)
      if (line.kind === 'loaded') loaded = true
      else {
        violation = line.violation
        seed = violation === null ? line.seed + 1 : line.seed
      }
    },
  })
  if (violation !== null) return { kind: 'died', by: `seed ${seed}: ${violation}` }
  if (hung) return { kind: 'died', by: `seed ${seed}: hang` }
  if (!loaded) return { kind: 'unloadable', why: complaint }
  if (!succeeded) return { kind: 'died', by: `seed ${seed}: crash: ${complaint.trim()}` }
  return { kind: 'survived' }
}
