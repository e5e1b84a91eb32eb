import type { Measurement } from '../measure/meter.ts'
import type { CellFigures } from './cell-figures.ts'

const MS_PER_SECOND = 1_000
const BYTES_PER_MEGABYTE = 1e6

/** The figures of a measurement of records whose values have so many bytes on average. */
export function sendingFigures(
  { records, elapsedMs, cpuUs, p50Ms, p99Ms }: Measurement,
  valueBytes: number,
): CellFigures['values'] {
  const recordsPerSecond = (records * MS_PER_SECOND) / elapsedMs
  return {
    recordsPerSecond,
    megabytesPerSecond: (recordsPerSecond * valueBytes) / BYTES_PER_MEGABYTE,
    ...(p50Ms === null ? {} : { p50Ms }),
    ...(p99Ms === null ? {} : { p99Ms }),
    cpuUsPerRecord: cpuUs / records,
  }
}
