import type { BenchBroker } from './broker/bench-broker.ts'
import { cellCommand } from './cell/cell-command.ts'
import type { CellRequest } from './cell/cell-request.ts'
import { type CellOutcome, runCellProcess } from './cell/run-cell-process.ts'
import type { CellPlan } from './cell-plan.ts'
import type { CellResult } from './report/cell-result.ts'

export interface MeasureOptions {
  readonly measureMs: number
  readonly javaLibrariesPath: string | null
  readonly cpuProfilePath: string | null
}

/** Part of the measured time; what a client's compiler and connections take does not grow with it, hence the floor. */
const WARM_UP_SHARE = 0.3
const MIN_WARM_UP_MS = 2_000

/** What a cell may take beyond its own times: to start, connect and let the slowest client's window settle. */
const START_AND_SETTLE_MS = 60_000

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
    await broker.createTopic(topic)
    try {
      const outcome = await measureCell(cell, topic, broker, options, signal)
      const result = { ...cell, outcome }
      results.push(result)
      onResult(result)
    } finally {
      await broker.deleteTopic(topic)
    }
  }
  return results
}

function measureCell(
  { client, scenario, round }: CellPlan,
  topic: string,
  { brokers }: BenchBroker,
  { measureMs, javaLibrariesPath, cpuProfilePath }: MeasureOptions,
  signal: AbortSignal,
): Promise<CellOutcome> {
  const warmUpMs = Math.max(MIN_WARM_UP_MS, Math.round(measureMs * WARM_UP_SHARE))
  const request: CellRequest = { client, scenario, brokers, topic, warmUpMs, measureMs }
  const command = cellCommand(request, { javaLibrariesPath, cpuProfilePath, round })
  return runCellProcess(command, warmUpMs + measureMs + START_AND_SETTLE_MS, signal)
}
