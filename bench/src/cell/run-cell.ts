// The program of one measuring process. Its arguments are those of `cellArguments`; the last line that it prints is
// the figures as JSON. `java/ProducerHarness.java` is the same for Java.

import { setTimeout as sleep } from 'node:timers/promises'
import { loadNodeClient } from '../clients/load-node-client.ts'
import { Meter, SYSTEM_METER_CLOCK } from '../measure/meter.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { parseCellArguments } from './cell-arguments.ts'
import { measureCell } from './measure-cell.ts'

const request = parseCellArguments(process.argv.slice(2))
const client = await loadNodeClient(request.client)
const scenario = SCENARIOS[request.scenario]
const figures = await measureCell(request, client, scenario, new Meter(SYSTEM_METER_CLOCK), sleep)
process.stdout.write(`${JSON.stringify(figures)}\n`)
