import { parentPort, workerData } from 'node:worker_threads'
import { simulateSeed } from './simulate-seed.ts'

/** The seeds of one thread: every `step`th from `first` on, below `end`. */
export interface SeedShare {
  readonly first: number
  readonly step: number
  readonly end: number
}

const { first, step, end }: SeedShare = workerData
for (let seed = first; seed < end; seed += step) {
  parentPort?.postMessage(await simulateSeed(seed))
}
