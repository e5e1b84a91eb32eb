import type { BenchClient } from '../clients/bench-client.ts'
import type { CellFigures } from '../figures/cell-figures.ts'
import { importMs } from '../footprint/import-ms.ts'
import { installedBytes } from '../footprint/installed-bytes.ts'

const BYTES_PER_MEGABYTE = 1e6

/** What it costs to have the client: to load it, in a process that has loaded nothing, and to have it on the disk. */
export async function measureFootprint(
  client: BenchClient,
): Promise<Pick<CellFigures, 'acknowledged' | 'values'>> {
  const { name, from } = client.package
  return {
    acknowledged: 0,
    values: {
      importMs: await importMs(name, from),
      installedMegabytes: (await installedBytes(name, from)) / BYTES_PER_MEGABYTE,
    },
  }
}
