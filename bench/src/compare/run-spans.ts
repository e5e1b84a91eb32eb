// The program of one process of a comparison: connects a checkout's producer, says so, and answers every number of milliseconds
// with what a span of that length has shown. It ends when its parent disconnects, or tells why and ends when anything fails.

import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { headwater } from '../clients/headwater.ts'
import { SYSTEM_METER_CLOCK } from '../measure/meter.ts'
import { benchRecords } from '../records/bench-record.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import type { ScenarioId } from '../scenarios/scenario.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { measureSpan } from './measure-span.ts'
import type { SpanAnswer } from './span-answer.ts'

// Whatever fails here, now or in the middle of a span, ends here: rejections that nobody awaits are among them.
process.on('uncaughtException', (error) => {
  const [failure = ''] = String(error instanceof Error ? error.message : error).split('\n')
  tell({ failure }, () => process.exit(1))
})

const [corePath = '', scenarioId = 'a', broker = '', topic = ''] = process.argv.slice(2)
const core = await importCore(corePath)
const scenario = SCENARIOS[scenarioId as ScenarioId]
const records = new RecordCycle(benchRecords(scenario.records))
const client = headwater('defaults', core.createProducer)
const session = await client.connect({ brokers: [broker], topic }, scenario)

process.on('message', async (spanMs: number) => {
  const { work } = scenario
  tell(await measureSpan(work, session, records, spanMs, SYSTEM_METER_CLOCK, sleep))
})
// By `exit`, for a span that is stuck would not end by itself.
process.once('disconnect', () => session.close().finally(() => process.exit()))
tell('ready')

async function importCore(path: string): Promise<typeof import('@headwater/core')> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    throw new Error(`its core cannot be loaded, install and build it again: ${String(error)}`)
  }
}

function tell(answer: SpanAnswer, onTold: () => void = () => {}): void {
  process.send?.(answer, onTold)
}
