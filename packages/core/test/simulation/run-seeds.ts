import { Worker } from 'node:worker_threads'
import type { SeedResult } from './seed-result.ts'
import type { SeedShare } from './seed-worker.ts'

/** Which seeds to run, and how. */
export interface SeedRun {
  readonly start: number
  readonly seeds: number
  /** How many seeds run at once, each in a thread of its own. */
  readonly threads: number
  /** Ends with the first seed that breaks a promise. */
  readonly stopAtFirst?: boolean
  readonly onResult?: (result: SeedResult) => void
}

/** Runs seeds on several threads; results come in the order of the seeds. What a seed does does not depend on its thread. */
export async function runSeeds(run: SeedRun): Promise<readonly SeedResult[]> {
  const { start, seeds, threads, stopAtFirst = false, onResult } = run
  const results: SeedResult[] = []
  const workers: Worker[] = []
  const take = (result: SeedResult): void => {
    results.push(result)
    onResult?.(result)
    if (stopAtFirst && result.violations.length > 0) void endAll(workers)
  }
  const count = Math.min(threads, seeds)
  const shares = Array.from({ length: count }, (_, index) => {
    const first = start + index
    return runShare({ first, step: count, end: start + seeds }, workers, take)
  })
  try {
    await Promise.all(shares)
  } finally {
    await endAll(workers)
  }
  return results.toSorted((one, other) => one.seed - other.seed)
}

function runShare(
  share: SeedShare,
  workers: Worker[],
  take: (result: SeedResult) => void,
): Promise<void> {
  const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), {
    workerData: share,
    execArgv: [],
  })
  workers.push(worker)
  worker.on('message', take)
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}

async function endAll(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.terminate()))
}
