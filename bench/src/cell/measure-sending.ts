import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { BenchClient } from '../clients/bench-client.ts'
import type { CellFigures } from '../figures/cell-figures.ts'
import { sendingFigures } from '../figures/sending-figures.ts'
import type { Meter } from '../measure/meter.ts'
import { peakRssMebibytes } from '../measure/peak-rss.ts'
import { benchRecords } from '../records/bench-record.ts'
import { meanValueBytes } from '../records/mean-value-bytes.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { runWork } from '../sending/run-work.ts'
import type { CellRequest } from './cell-request.ts'

const NANOSECONDS_PER_MS = 1e6

/** How often the event loop is looked at. It also is what a free loop takes, and so it is subtracted. */
const LOOP_RESOLUTION_MS = 1

/** Connects, warms up, measures for a time, lets everything settle, closes. */
export async function measureSending(
  request: Pick<CellRequest, 'brokers' | 'topic' | 'warmUpMs' | 'measureMs'>,
  client: BenchClient,
  scenario: Scenario,
  meter: Meter,
  sleep: (ms: number) => Promise<void>,
): Promise<Pick<CellFigures, 'acknowledged' | 'values'>> {
  const records = new RecordCycle(benchRecords(scenario.records))
  const session = await client.connect(request, scenario)
  const measure = async () => {
    await sleep(request.warmUpMs)
    const longestTurn = watchLoop(scenario)
    meter.begin()
    await sleep(request.measureMs)
    return { measurement: meter.end(), longestTurnMs: longestTurn() }
  }
  const [{ measurement, longestTurnMs }] = await Promise.all([
    measure(),
    runWork(scenario.work, session, records, meter),
  ])
  await session.close()
  return {
    acknowledged: meter.settledCount,
    values: {
      ...sendingFigures(measurement, meanValueBytes(scenario.records)),
      ...(longestTurnMs === null ? {} : { longestTurnMs }),
      peakRssMebibytes: peakRssMebibytes(),
    },
  }
}

// Not where each record is awaited: waking the loop every millisecond would change what is measured.
function watchLoop({ work }: Scenario): () => number | null {
  if (work.kind === 'awaiting') return () => null
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  delay.enable()
  return () => {
    delay.disable()
    return Math.max(0, delay.max / NANOSECONDS_PER_MS - LOOP_RESOLUTION_MS)
  }
}
