import type { BenchClient } from '../clients/bench-client.ts'
import type { Measurement, Meter } from '../measure/meter.ts'
import { benchRecords } from '../records/bench-record.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { CellFigures } from './cell-figures.ts'
import type { CellRequest } from './cell-request.ts'

/** Runs one client through one scenario: connect, warm up, measure, let everything settle, close. */
export async function measureCell(
  request: Pick<CellRequest, 'brokers' | 'topic' | 'warmUpMs' | 'measureMs'>,
  client: BenchClient,
  scenario: Scenario,
  meter: Meter,
  sleep: (ms: number) => Promise<void>,
): Promise<CellFigures> {
  const records = new RecordCycle(benchRecords())
  const session = await client.connect(request)
  const measure = async (): Promise<Measurement> => {
    await sleep(request.warmUpMs)
    meter.begin()
    await sleep(request.measureMs)
    return meter.end()
  }
  const [measurement] = await Promise.all([measure(), scenario.run(session.send, records, meter)])
  await session.close()
  return {
    ...measurement,
    clientVersion: client.version(),
    runtime: `Node.js ${process.versions.node}`,
  }
}
