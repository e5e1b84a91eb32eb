// The program of one process of a comparison: connects a checkout's producer, says so, and answers every number of milliseconds
// with what a span of that length has shown. It ends when its parent disconnects.

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { headwater } from '../clients/headwater.ts'
import { SYSTEM_METER_CLOCK } from '../measure/meter.ts'
import { benchRecords } from '../records/bench-record.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import type { ScenarioId } from '../scenarios/scenario.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { measureSpan } from './measure-span.ts'

const [checkout = '', scenarioId = 'a', broker = '', topic = ''] = process.argv.slice(2)
const corePath = join(checkout, 'packages', 'core', 'dist', 'index.js')
const core = (await import(pathToFileURL(corePath).href)) as typeof import('@headwater/core')
const scenario = SCENARIOS[scenarioId as ScenarioId]
const records = new RecordCycle(benchRecords(scenario.records))
const client = headwater('defaults', core.createProducer)
const session = await client.connect({ brokers: [broker], topic }, scenario)

process.on('message', async (spanMs: number) => {
  const { work } = scenario
  const span = await measureSpan(work, session, records, spanMs, SYSTEM_METER_CLOCK, sleep)
  process.send?.(span)
})
process.once('disconnect', () => void session.close())
process.send?.('ready')
