// The program of one process: measures one floor and tells what it came to.

import { SYSTEM_METER_CLOCK } from '../measure/meter.ts'
import { peakRssMebibytes } from '../measure/peak-rss.ts'
import type { FloorFigures } from './floor-figures.ts'
import { FLOORS } from './floors.ts'
import { measureFloor } from './measure-floor.ts'

const [index = -1, spans = 0, spanMs = 0] = process.argv.slice(2).map(Number)
const floor = FLOORS[index]?.()
if (floor === undefined) throw new Error(`There is no floor ${index}`)
const cpuUsPerRecord = await measureFloor(floor, { spans, spanMs }, SYSTEM_METER_CLOCK)
const figures: FloorFigures = {
  title: floor.title,
  cpuUsPerRecord,
  peakRssMib: peakRssMebibytes(),
}
process.send?.(figures)
