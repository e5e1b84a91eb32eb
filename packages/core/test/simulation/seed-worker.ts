import { parentPort, workerData } from 'node:worker_threads'
import type { SeedResult } from './seed-result.ts'
import { simulateSeed } from './simulate-seed.ts'

/** The seeds of one thread: every `step`th from `first` on, below `end`. */
export interface SeedShare {
  readonly first: number
  readonly step: number
  readonly end: number
}

/** What a thread tells: that a seed begins, and what came out of it. */
export type SeedNews = { readonly begun: number } | { readonly result: SeedResult }

const tell = (news: SeedNews): void => parentPort?.postMessage(news)

const { first, step, end }: SeedShare = workerData
for (let seed = first; seed < end; seed += step) {
  tell({ begun: seed })
  tell({ result: await simulateSeed(seed) })
}
