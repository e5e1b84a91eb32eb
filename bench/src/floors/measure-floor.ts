import type { MeterClock } from '../measure/meter.ts'
import type { SpanOptions } from '../measure/span-options.ts'
import { WARM_UP_SPANS } from '../measure/warm-up-spans.ts'
import type { Floor } from './floor.ts'

/** @returns CPU µs a record, of each span */
export async function measureFloor(
  floor: Floor,
  { spans, spanMs }: SpanOptions,
  clock: MeterClock,
): Promise<readonly number[]> {
  const costs: number[] = []
  for (let span = -WARM_UP_SPANS; span < spans; span++) {
    const startedAtMs = clock.nowMs()
    const startedAtCpuUs = clock.cpuUs()
    let records = 0
    do {
      records += await floor.round()
    } while (clock.nowMs() - startedAtMs < spanMs)
    if (span >= 0) costs.push((clock.cpuUs() - startedAtCpuUs) / records)
  }
  return costs
}
