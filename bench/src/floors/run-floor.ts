// The program of one process: measures one floor and tells what it came to.

import { SYSTEM_METER_CLOCK } from '../measure/meter.ts'
import type { FloorFigures } from './floor-figures.ts'
import { FLOORS } from './floors.ts'
import { measureFloor } from './measure-floor.ts'

const KIB_PER_MIB = 1_024

const [index, spans, spanMs] = process.argv.slice(2).map(Number)
const floor = FLOORS[index ?? 0]?.()
if (floor === undefined) throw new Error(`There is no floor ${index}`)
const costs = await measureFloor(floor, spans ?? 0, spanMs ?? 0, SYSTEM_METER_CLOCK)
const peakRssMib = process.resourceUsage().maxRSS / KIB_PER_MIB
const figures: FloorFigures = { title: floor.title, cpuUsPerRecord: costs, peakRssMib }
process.send?.(figures)
