import type { BenchClient } from '../clients/bench-client.ts'
import type { CellFigures } from '../figures/cell-figures.ts'
import type { Meter } from '../measure/meter.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { CellRequest } from './cell-request.ts'
import { measureFootprint } from './measure-footprint.ts'
import { measureIdle } from './measure-idle.ts'
import { measureMemory } from './measure-memory.ts'
import { measureSending } from './measure-sending.ts'

/** Runs one client through one scenario. */
export async function measureCell(
  request: Omit<CellRequest, 'client' | 'scenario'>,
  client: BenchClient,
  scenario: Scenario,
  meter: Meter,
  sleep: (ms: number) => Promise<void>,
): Promise<CellFigures> {
  return {
    clientVersion: client.version(),
    runtime: `Node.js ${process.versions.node}`,
    ...(await measure(request, client, scenario, meter, sleep)),
  }
}

function measure(
  request: Omit<CellRequest, 'client' | 'scenario'>,
  client: BenchClient,
  scenario: Scenario,
  meter: Meter,
  sleep: (ms: number) => Promise<void>,
): Promise<Omit<CellFigures, 'clientVersion' | 'runtime'>> {
  switch (scenario.work.kind) {
    case 'footprint':
      return measureFootprint(client)
    case 'idle':
      return measureIdle(request, client, scenario, sleep)
    case 'count':
      return measureMemory(request, client, scenario, meter, sleep)
    case 'window':
    case 'callbacks':
    case 'awaiting':
      return measureSending(request, client, scenario, meter, sleep)
    default:
      return scenario.work satisfies never
  }
}
