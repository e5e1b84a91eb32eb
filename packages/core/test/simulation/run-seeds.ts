import { Worker } from 'node:worker_threads'
import type { SeedResult } from './seed-result.ts'
import type { SeedNews, SeedShare } from './seed-worker.ts'

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

/** A seed takes a fraction of a second; one that takes so many milliseconds does something without end at one moment. */
const STANDSTILL_MS = 60_000

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

/** Runs a share to its end. A seed in which time stands still is ended, and those behind it run in a new thread. */
async function runShare(
  share: SeedShare,
  workers: Worker[],
  take: (result: SeedResult) => void,
): Promise<void> {
  let first = share.first
  while (first < share.end) {
    const stoodStill = await runThread({ ...share, first }, workers, take)
    if (stoodStill === null) return
    take(standstill(stoodStill))
    first = stoodStill + share.step
  }
}

/** @returns the seed in which time stood still; null when the thread has come to its end */
function runThread(
  share: SeedShare,
  workers: Worker[],
  take: (result: SeedResult) => void,
): Promise<number | null> {
  const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), {
    workerData: share,
    execArgv: [],
  })
  workers.push(worker)
  let running = share.first
  let stoodStill: number | null = null
  const watch = setTimeout(() => {
    stoodStill = running
    void worker.terminate()
  }, STANDSTILL_MS)
  worker.on('message', (news: SeedNews) => {
    watch.refresh()
    if ('begun' in news) running = news.begun
    else take(news.result)
  })
  return new Promise<number | null>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve(stoodStill))
  }).finally(() => clearTimeout(watch))
}

function standstill(seed: number): SeedResult {
  const violations = [`time stood still: no end after ${STANDSTILL_MS} ms of real time`]
  return { seed, records: 0, acknowledged: 0, traits: [], faults: new Map(), violations }
}

async function endAll(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.terminate()))
}
