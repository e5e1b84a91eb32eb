import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SpanProcess } from './span-process.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-compare-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function program(name: string, text: string): Promise<string> {
  const path = join(folder, `${name}.mjs`)
  await writeFile(path, text)
  return path
}

it('asks its process for span after span, and ends it', async () => {
  const path = await program(
    'answers',
    `process.on('message', (spanMs) => {
       process.send({ cpuUsPerRecord: spanMs, recordsPerSecond: Number(process.argv[2]) })
     })
     process.send('ready')`,
  )
  const process = new SpanProcess(['7'], path)

  await process.ready()

  expect(await process.measure(50)).toEqual({ cpuUsPerRecord: 50, recordsPerSecond: 7 })
  expect(await process.measure(60)).toEqual({ cpuUsPerRecord: 60, recordsPerSecond: 7 })
  await process.stop()
  await expect(process.measure(50)).rejects.toThrow()
})

it('says so when its process ends before it has answered', async () => {
  const path = await program('ends', `process.exit(3)`)
  const process = new SpanProcess(['one'], path)

  await expect(process.ready()).rejects.toThrow('A measuring process has ended (3): one')
  await process.stop()
})
