import type { BenchClient } from '../clients/bench-client.ts'
import type { CellFigures } from '../figures/cell-figures.ts'
import { sendingFigures } from '../figures/sending-figures.ts'
import type { Meter } from '../measure/meter.ts'
import { peakRssMebibytes } from '../measure/peak-rss.ts'
import { rssGrowthPercent } from '../measure/rss-growth.ts'
import { benchRecords } from '../records/bench-record.ts'
import { meanValueBytes } from '../records/mean-value-bytes.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { runWork } from '../sending/run-work.ts'
import type { CellRequest } from './cell-request.ts'

const SAMPLE_EVERY_MS = 250
const BYTES_PER_MEBIBYTE = 2 ** 20

/** Connects, sends until so many records have settled, and looks at the memory of the process all the while. */
export async function measureMemory(
  request: Pick<CellRequest, 'brokers' | 'topic' | 'recordCount'>,
  client: BenchClient,
  scenario: Scenario,
  meter: Meter,
  sleep: (ms: number) => Promise<void>,
): Promise<Pick<CellFigures, 'acknowledged' | 'values' | 'rssSeriesMebibytes'>> {
  const records = new RecordCycle(benchRecords(scenario.records))
  const session = await client.connect(request, scenario)
  const rssSeriesMebibytes: number[] = []
  const measure = async () => {
    meter.begin()
    do {
      await sleep(SAMPLE_EVERY_MS)
      rssSeriesMebibytes.push(Math.round(process.memoryUsage.rss() / BYTES_PER_MEBIBYTE))
    } while (meter.settledCount < request.recordCount)
    return meter.end()
  }
  const [measurement] = await Promise.all([
    measure(),
    runWork(scenario.work, session, records, meter),
  ])
  await session.close()
  return {
    acknowledged: meter.settledCount,
    values: {
      ...sendingFigures(measurement, meanValueBytes(scenario.records)),
      peakRssMebibytes: peakRssMebibytes(),
      rssGrowthPercent: rssGrowthPercent(rssSeriesMebibytes),
    },
    rssSeriesMebibytes,
  }
}
