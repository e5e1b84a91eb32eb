import type { BenchClient } from '../clients/bench-client.ts'
import type { CellFigures } from '../figures/cell-figures.ts'
import { importMs } from '../footprint/import-ms.ts'
import { installedAsPublished } from '../footprint/installed-as-published.ts'
import { installedBytes } from '../footprint/installed-bytes.ts'

const BYTES_PER_MEGABYTE = 1e6

/** What it costs to have the client: to load it, in a process that has loaded nothing, and to have it on the disk. */
export async function measureFootprint(
  client: BenchClient,
): Promise<Pick<CellFigures, 'acknowledged' | 'values'>> {
  const { name, from } = client.package
  return installedAsPublished(name, from, async (folder) => ({
    acknowledged: 0,
    values: {
      importMs: await importMs(name, folder),
      installedMegabytes: (await installedBytes(name, folder)) / BYTES_PER_MEGABYTE,
    },
  }))
}
