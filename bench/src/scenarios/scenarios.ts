import { awaitingSenders, singleSender } from './awaiting-senders.ts'
import type { Scenario, ScenarioId } from './scenario.ts'
import { windowedSends } from './windowed-sends.ts'

/** All scenarios, by the letter that the command line and the report use. */
export const SCENARIOS: Readonly<Record<ScenarioId, Scenario>> = Object.freeze({
  a: windowedSends,
  b: awaitingSenders,
  c: singleSender,
})
