import { benchRecords } from '../records/bench-record.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import type { Floor } from './floor.ts'
import { promises } from './promises.ts'
import { ScatteredRecords } from './scattered-records.ts'

const WINDOW = 20_000
const WIDE_WINDOW = 200_000

/** What is measured, each in a process of its own. */
export const FLOORS: readonly (() => Floor)[] = [
  () => promises(WINDOW, 1),
  () => promises(WINDOW, 6),
  () => scattered(6, WIDE_WINDOW),
  () => scattered(10_000, WIDE_WINDOW),
  () => scattered(6, WINDOW),
  () => scattered(10_000, WINDOW),
]

function scattered(partitions: number, window: number): Floor {
  return new ScatteredRecords(partitions, window, benchRecords(SCENARIOS['g-200k'].records))
}
