import { expect, it } from 'vitest'
import { BENCH_FOLDER } from '../clients/bench-folder.ts'
import { installedAsPublished } from './installed-as-published.ts'

it('looks at a package of others where it lies', async () => {
  const looked: string[] = []

  const found = await installedAsPublished('kafkajs', BENCH_FOLDER, async (folder) => {
    looked.push(folder)
    return 'seen'
  })

  expect(found).toBe('seen')
  expect(looked).toEqual([BENCH_FOLDER])
})

it('does not look at one that nobody has installed', async () => {
  const look = async (): Promise<never> => {
    throw new Error('looked')
  }

  await expect(installedAsPublished('not-installed', BENCH_FOLDER, look)).rejects.toThrow(
    'not-installed is not installed',
  )
})
