import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../../dist/compare/main.js', import.meta.url))

/** Says so when it is given a record, and never settles it. */
const STUCK_CORE = `
  export const createProducer = () => ({
    send: () => {
      console.log('sending')
      return new Promise(() => {})
    },
    close: async () => {},
  })`

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-compare-'))
  const core = join(folder, 'packages', 'core')
  await mkdir(join(core, 'dist'), { recursive: true })
  await writeFile(join(core, 'package.json'), '{ "type": "module" }')
  await writeFile(join(core, 'dist', 'index.js'), STUCK_CORE)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the program of a comparison', { timeout: 30_000 }, () => {
  it.each([
    { signal: 'SIGINT', exitCode: 130, whom: 'it alone', kill: killAlone },
    { signal: 'SIGINT', exitCode: 130, whom: 'its group, as a terminal does', kill: killGroup },
    { signal: 'SIGTERM', exitCode: 143, whom: 'it alone', kill: killAlone },
  ] as const)(
    'ends with $exitCode when $signal reaches $whom, and leaves nothing running',
    async ({ signal, exitCode, kill }) => {
      const program = start('--only', 'e', folder)
      const errors = text(program.stderr)
      await once(program.stdout, 'data')

      kill(program, signal)

      // It is closed when nobody can print any more: neither the measuring process, which is stuck, nor the broker.
      const [code] = await once(program, 'close')
      expect([code, await errors]).toEqual([exitCode, ''])
    },
  )

  it('says in one line what it cannot measure', async () => {
    const missing = join(folder, 'missing')
    const program = start(missing)
    const errors = text(program.stderr)

    const [code] = await once(program, 'close')

    expect([code, await errors]).toEqual([
      1,
      `${missing} is no checkout of this repository: give the folder of one\n`,
    ])
  })

  it('shows how it is used when it is given nothing', async () => {
    const program = start()
    const errors = text(program.stderr)

    const [code] = await once(program, 'close')

    expect([code, await errors]).toEqual([2, expect.stringContaining('Usage:')])
  })
})

/** In a process group of its own. */
function start(...args: readonly string[]) {
  const program = spawn(
    process.execPath,
    ['--disable-warning=TimeoutNegativeWarning', MAIN, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  onTestFinished(() => void program.kill('SIGKILL'))
  return program
}

function killAlone({ pid = 0 }: ChildProcess, signal: NodeJS.Signals): void {
  process.kill(pid, signal)
}

function killGroup({ pid = 0 }: ChildProcess, signal: NodeJS.Signals): void {
  process.kill(-pid, signal)
}
