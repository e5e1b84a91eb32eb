import type { BenchBroker } from './broker/bench-broker.ts'
import { type CellLaunch, cellCommand } from './cell/cell-command.ts'
import type { CellRequest } from './cell/cell-request.ts'
import { type CellOutcome, runCellProcess } from './cell/run-cell-process.ts'
import { verifiedOutcome } from './cell/verified-outcome.ts'
import type { CellPlan } from './cell-plan.ts'
import type { CellResult } from './report/cell-result.ts'
import { SCENARIOS } from './scenarios/scenarios.ts'

export interface MeasureOptions extends Omit<CellLaunch, 'round'> {
  readonly measureMs: number
  readonly recordCount: number
  readonly idleMs: number
}

/** Part of the measured time; what a client's compiler and connections take does not grow with it, hence the floor. */
const WARM_UP_SHARE = 0.3
const MIN_WARM_UP_MS = 2_000

/** What a cell may take beyond its own times: to start, connect and let the slowest client's window settle. */
const START_AND_SETTLE_MS = 120_000

/** Who sends fewer is not asked for millions. */
const SLOWEST_RECORDS_PER_SECOND = 50_000

const MS_PER_SECOND = 1_000

/**
 * Measures the planned cells, one after another, each in a process and on a topic of its own.
 *
 * @param onResult told of each cell as soon as it is done
 * @throws {Error} the signal's reason when it is aborted; no process is left then
 */
export async function measureCells(
  plan: readonly CellPlan[],
  broker: BenchBroker,
  options: MeasureOptions,
  signal: AbortSignal,
  onResult: (result: CellResult) => void,
): Promise<readonly CellResult[]> {
  const results: CellResult[] = []
  const runName = `headwater-bench-${Date.now().toString(36)}-${process.pid}`
  for (const cell of plan) {
    const topic = `${runName}-${cell.scenario}-${cell.client}-${cell.round}`
    const outcome = await measureOnTopic(cell, topic, broker, options, signal)
    const result = { ...cell, outcome }
    results.push(result)
    onResult(result)
  }
  return results
}

// A broker that fails takes the cell with it and not the hour that was measured before.
async function measureOnTopic(
  cell: CellPlan,
  topic: string,
  broker: BenchBroker,
  options: MeasureOptions,
  signal: AbortSignal,
): Promise<CellOutcome> {
  try {
    await broker.createTopic(topic, SCENARIOS[cell.scenario].partitions)
    try {
      const outcome = await measureCell(cell, topic, broker, options, signal)
      return await verifiedOutcome(outcome, topic, broker)
    } finally {
      await broker.deleteTopic(topic)
    }
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'failed', reason: `${broker.description}: ${String(error)}` }
  }
}

function measureCell(
  { client, scenario, round }: CellPlan,
  topic: string,
  { brokers }: BenchBroker,
  { measureMs, recordCount, idleMs, ...launch }: MeasureOptions,
  signal: AbortSignal,
): Promise<CellOutcome> {
  const warmUpMs = Math.max(MIN_WARM_UP_MS, Math.round(measureMs * WARM_UP_SHARE))
  const times = { warmUpMs, measureMs, recordCount, idleMs }
  const request: CellRequest = { client, scenario, brokers, topic, ...times }
  const command = cellCommand(request, { ...launch, round })
  return runCellProcess(command, START_AND_SETTLE_MS + workMs(request), signal)
}

function workMs({ scenario, warmUpMs, measureMs, recordCount, idleMs }: CellRequest): number {
  switch (SCENARIOS[scenario].work.kind) {
    case 'count':
      return (recordCount * MS_PER_SECOND) / SLOWEST_RECORDS_PER_SECOND
    case 'idle':
      return idleMs
    default:
      return warmUpMs + measureMs
  }
}
