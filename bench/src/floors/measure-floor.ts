import type { MeterClock } from '../measure/meter.ts'
import type { Floor } from './floor.ts'

/** Spans that are not counted: the compiler is still at work. */
const WARM_UP_SPANS = 3

/** @returns CPU µs a record, of each span */
export async function measureFloor(
  floor: Floor,
  spans: number,
  spanMs: number,
  clock: MeterClock,
): Promise<readonly number[]> {
  const costs: number[] = []
  for (let span = -WARM_UP_SPANS; span < spans; span++) {
    const startedAtMs = clock.nowMs()
    const startedAtCpuUs = clock.cpuUs()
    let records = 0
    do {
      await floor.round()
      records += floor.recordsPerRound
    } while (clock.nowMs() - startedAtMs < spanMs)
    if (span >= 0) costs.push((clock.cpuUs() - startedAtCpuUs) / records)
  }
  return costs
}
