import type { SendRecord } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'

export const SCENARIO_IDS = ['a', 'b', 'c'] as const

export type ScenarioId = (typeof SCENARIO_IDS)[number]

/** One question: how do many or few callers send? Every client answers it through the same code. */
export interface Scenario {
  readonly id: ScenarioId
  readonly title: string
  /**
   * Sends until the meter has ended. Resolves when all that was sent has settled; rejects with the first failure,
   * since figures of a run that lost records mean nothing.
   */
  run(send: SendRecord, records: RecordCycle, meter: Meter): Promise<void>
}
