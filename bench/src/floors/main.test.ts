import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../../dist/floors/main.js', import.meta.url))

describe('the program of the floors', { timeout: 30_000 }, () => {
  it('prints what each of them costs', async () => {
    const program = start('--spans', '1', '--span-ms', '50')

    const printed = await text(program.stdout)

    const costs = Array.from(printed.matchAll(/ {2}(\d\.\d{3}) .* (\d+)$/gm), ([, cost, rss]) => [
      Number(cost) > 0,
      Number(rss) > 20,
    ])
    expect(costs).toEqual(new Array(6).fill([true, true]))
    expect(printed).toContain("command: 'npx node bench/dist/floors/main.js'")
  })

  it('ends when it is told to, and leaves nothing running', async () => {
    const program = start('--span-ms', '60000')
    program.stderr.setEncoding('utf8')
    const [progress] = await once(program.stderr, 'data')

    program.kill('SIGTERM')

    const rest = text(program.stderr)
    // It is closed when nobody can print any more.
    const [code] = await once(program, 'close')
    expect([code, progress, await rest]).toEqual([143, 'measuring 1 of 6\n', ''])
  })

  it('refuses what cannot be measured, and shows how it is used', async () => {
    const program = start('--spans', '0')
    const errors = text(program.stderr)

    const [code] = await once(program, 'close')

    expect([code, await errors]).toEqual([2, expect.stringMatching(/^--spans .*\n\nUsage: /)])
  })
})

function start(...args: readonly string[]) {
  const program = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void program.kill('SIGKILL'))
  return program
}
