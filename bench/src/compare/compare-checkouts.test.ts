import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
// The built one: beside it are the programs that it starts.
import { compareCheckouts } from '../../dist/compare/compare-checkouts.js'
import { SCENARIOS } from '../scenarios/scenarios.ts'

const THIS_CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url))
const THIS_CORE = new URL('../../../packages/core/dist/index.js', import.meta.url).href
const POSITIVE = expect.toSatisfy((figure: number) => Number.isFinite(figure) && figure > 0)
const FIGURES = { cpuUsPerRecord: POSITIVE, recordsPerSecond: POSITIVE }

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-compare-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function compare(checkouts: readonly string[], signal = new AbortController().signal) {
  return compareCheckouts({ scenario: SCENARIOS.a, checkouts, spans: 2, spanMs: 50 }, signal)
}

/** A checkout whose core package, where it has one, is that program. */
async function checkoutOf(name: string, core: string | null): Promise<string> {
  const checkout = join(folder, name)
  const packageFolder = join(checkout, 'packages', 'core')
  await mkdir(join(packageFolder, 'dist'), { recursive: true })
  await writeFile(join(packageFolder, 'package.json'), '{ "type": "module" }')
  if (core !== null) await writeFile(join(packageFolder, 'dist', 'index.js'), core)
  return checkout
}

describe('compareCheckouts', { timeout: 30_000 }, () => {
  it('measures each checkout as many times as it is asked to', async () => {
    const { broker, spans } = await compare([THIS_CHECKOUT, THIS_CHECKOUT])

    expect(broker).toContain('null broker')
    expect(spans).toEqual([
      [FIGURES, FIGURES],
      [FIGURES, FIGURES],
    ])
  })

  it('gives the figures in the order of the checkouts', async () => {
    const costless = await checkoutOf(
      'costless',
      `process.cpuUsage = () => ({ user: 0, system: 0 })
       export { createProducer } from ${JSON.stringify(THIS_CORE)}`,
    )

    const { spans } = await compare([costless, THIS_CHECKOUT])

    const nothing = { ...FIGURES, cpuUsPerRecord: 0 }
    expect(spans).toEqual([
      [nothing, nothing],
      [FIGURES, FIGURES],
    ])
  })

  it('refuses a folder that is no checkout', async () => {
    const missing = join(folder, 'missing')

    await expect(compare([THIS_CHECKOUT, missing])).rejects.toThrow(
      `${missing} is no checkout of this repository: give the folder of one`,
    )
  })

  it('refuses a checkout that is not built', async () => {
    const unbuilt = await checkoutOf('unbuilt', null)

    await expect(compare([unbuilt])).rejects.toThrow(
      `${unbuilt} is not built: run npm run build there`,
    )
  })

  it('names the checkout whose core cannot be loaded', async () => {
    const broken = await checkoutOf('broken', `import './missing.js'`)

    await expect(compare([broken])).rejects.toThrow(
      `${broken}: its core cannot be loaded, install and build it again: Error [ERR_MODULE_NOT_FOUND]`,
    )
  })

  it('names the checkout that loses a record', async () => {
    const losing = await checkoutOf(
      'losing',
      `export const createProducer = () => ({
         send: async () => { throw new Error('lost') },
         close: async () => {},
       })`,
    )

    await expect(compare([THIS_CHECKOUT, losing])).rejects.toThrow(`${losing}: lost`)
  })

  it('measures nothing once it is interrupted', async () => {
    const signal = AbortSignal.abort(new Error('interrupted'))

    await expect(compare([THIS_CHECKOUT], signal)).rejects.toThrow('interrupted')
  })
})
