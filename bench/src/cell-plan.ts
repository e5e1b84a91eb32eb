import { answers } from './clients/answers.ts'
import type { ClientName } from './clients/client-names.ts'
import type { ScenarioId } from './scenarios/scenario.ts'
import { SCENARIOS } from './scenarios/scenarios.ts'

/** One cell to measure. */
export interface CellPlan {
  readonly round: number
  readonly scenario: ScenarioId
  readonly client: ClientName
}

/**
 * The order of all measurements. Clients take turns inside a round, so that a slow minute of the machine hits all of
 * them, and each round starts with another client, so that none always follows the same neighbour.
 */
export function planCells(
  scenarios: readonly ScenarioId[],
  clients: readonly ClientName[],
  roundCount: number,
): readonly CellPlan[] {
  return Array.from({ length: roundCount }, (_, index) => index + 1).flatMap((round) =>
    scenarios.flatMap((scenario) => {
      if (round > (SCENARIOS[scenario].maxRounds ?? roundCount)) return []
      const asked = clients.filter((client) => answers(client, { id: scenario }))
      return rotated(asked, round - 1).map((client) => ({ round, scenario, client }))
    }),
  )
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = items.length === 0 ? 0 : by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
