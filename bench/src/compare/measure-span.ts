import type { BenchSession } from '../clients/bench-client.ts'
import { Meter, type MeterClock } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'
import type { Work } from '../scenarios/scenario.ts'
import { runWork } from '../sending/run-work.ts'

/** What one span has shown. */
export interface SpanFigures {
  readonly cpuUsPerRecord: number
  readonly recordsPerSecond: number
}

/** Part of a span that is not counted: the window fills. */
const FILLING_SHARE = 0.2

/**
 * Sends for that long, counts what settles in most of it, and lets the rest settle. Where nothing has settled by then, because
 * the machine is busy or a compiler still at work, it goes on until something has.
 */
export async function measureSpan(
  work: Work,
  session: BenchSession,
  records: RecordCycle,
  spanMs: number,
  clock: MeterClock,
  sleep: (ms: number) => Promise<unknown>,
): Promise<SpanFigures> {
  const meter = new Meter(clock)
  const measure = async () => {
    await sleep(spanMs * FILLING_SHARE)
    meter.begin()
    const settledBefore = meter.settledCount
    do await sleep(spanMs * (1 - FILLING_SHARE))
    while (meter.settledCount === settledBefore)
    return meter.end()
  }
  const [measurement] = await Promise.all([measure(), runWork(work, session, records, meter)])
  return {
    cpuUsPerRecord: measurement.cpuUs / measurement.records,
    recordsPerSecond: (measurement.records / measurement.elapsedMs) * 1_000,
  }
}
