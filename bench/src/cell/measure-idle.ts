import type { BenchClient } from '../clients/bench-client.ts'
import type { CellFigures } from '../figures/cell-figures.ts'
import { SYSTEM_METER_CLOCK } from '../measure/meter.ts'
import { peakRssMebibytes } from '../measure/peak-rss.ts'
import { benchRecords } from '../records/bench-record.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { CellRequest } from './cell-request.ts'

/** Enough for every partition, and so for every broker. */
const RECORD_COUNT = 600

/** What the connections and the garbage of the first records may still take. */
const CALM_DOWN_MS = 2_000

const US_PER_MS = 1_000
const PERCENT = 100

/** Connects, sends to every broker, and then watches what the process takes that does nothing. */
export async function measureIdle(
  request: Pick<CellRequest, 'brokers' | 'topic' | 'idleMs'>,
  client: BenchClient,
  scenario: Scenario,
  sleep: (ms: number) => Promise<void>,
): Promise<Pick<CellFigures, 'acknowledged' | 'values'>> {
  const session = await client.connect(request, scenario)
  if (session.kind !== 'promises') throw new Error(`Nobody can await a record by ${session.kind}`)
  const records = benchRecords(scenario.records).slice(0, RECORD_COUNT)
  await Promise.all(records.map((record) => session.send(record)))
  await sleep(CALM_DOWN_MS)
  const [startedAtMs, startedAtCpuUs] = [SYSTEM_METER_CLOCK.nowMs(), SYSTEM_METER_CLOCK.cpuUs()]
  await sleep(request.idleMs)
  const elapsedMs = SYSTEM_METER_CLOCK.nowMs() - startedAtMs
  const cpuMs = (SYSTEM_METER_CLOCK.cpuUs() - startedAtCpuUs) / US_PER_MS
  await session.close()
  return {
    acknowledged: records.length,
    values: {
      corePercent: (cpuMs / elapsedMs) * PERCENT,
      peakRssMebibytes: peakRssMebibytes(),
    },
  }
}
