import type { CellFigures } from '../figures/cell-figures.ts'

const BYTES_PER_MEBIBYTE = 2 ** 20
const BYTES_PER_MEGABYTE = 1e6

const FIGURES =
  / ([\d.]+) records\/sec \(([\d.]+) MB\/sec\), .* (\d+) ms 50th, \d+ ms 95th, (\d+) ms 99th/
const ALL = /^(\d+) records sent,.* 99th/m
const STEADY = /^\d+ steady state records sent,.*$/m

/**
 * Reads what ProducerPerformance prints at its end: a summary of all records, and one of those after the warm-up. It tells
 * no CPU time, and latencies in whole milliseconds.
 *
 * @throws {Error} when it has printed something else
 */
export function parsePerformance(
  output: string,
  versions: Pick<CellFigures, 'clientVersion' | 'runtime'>,
): CellFigures {
  const acknowledged = ALL.exec(output)?.[1]
  const figures = FIGURES.exec(STEADY.exec(output)?.[0] ?? '')
  if (acknowledged === undefined || figures === null) {
    throw new Error(`ProducerPerformance has printed no summary: ${output.trim().slice(-500)}`)
  }
  const [recordsPerSecond = 0, mebibytesPerSecond = 0, p50Ms = 0, p99Ms = 0] = figures
    .slice(1)
    .map(Number)
  return {
    ...versions,
    acknowledged: Number(acknowledged),
    values: {
      recordsPerSecond,
      // What it calls MB are mebibytes.
      megabytesPerSecond: (mebibytesPerSecond * BYTES_PER_MEBIBYTE) / BYTES_PER_MEGABYTE,
      p50Ms,
      p99Ms,
    },
  }
}
