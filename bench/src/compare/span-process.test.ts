import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SpanProcess } from './span-process.ts'

const NEVER = new AbortController().signal

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
  const process = new SpanProcess('/one', ['7'], NEVER, path)

  await process.ready()

  expect(await process.measure(50)).toEqual({ cpuUsPerRecord: 50, recordsPerSecond: 7 })
  expect(await process.measure(60)).toEqual({ cpuUsPerRecord: 60, recordsPerSecond: 7 })
  await process.stop()
  await expect(process.measure(50)).rejects.toThrow()
})

it('says so when its process ends before it has answered', async () => {
  const path = await program('ends', `process.exit(3)`)
  const process = new SpanProcess('/one', [], NEVER, path)

  await expect(process.ready()).rejects.toThrow('/one: its measuring process has ended (3)')
  await process.stop()
})

it('passes on why its process has failed between two spans', async () => {
  const path = await program(
    'fails',
    `process.on('message', () => {
       process.send({ cpuUsPerRecord: 1, recordsPerSecond: 1 })
       process.send({ failure: 'no broker' }, () => process.exit(1))
     })
     process.send('ready')`,
  )
  const process = new SpanProcess('/one', [], NEVER, path)
  await process.ready()
  await process.measure(50)

  await expect(process.measure(50)).rejects.toThrow('/one: no broker')
  await process.stop()
})

it('kills a process that is stuck when it is interrupted', async () => {
  const path = await program('stuck', `process.on('message', () => {}); process.send('ready')`)
  const interrupt = new AbortController()
  const process = new SpanProcess('/one', [], interrupt.signal, path)
  await process.ready()
  const measured = process.measure(50)

  interrupt.abort(new Error('interrupted'))

  await expect(measured).rejects.toThrow('interrupted')
  await process.stop()
})

it('starts nothing once it is interrupted', () => {
  const signal = AbortSignal.abort(new Error('interrupted'))

  expect(() => new SpanProcess('/one', [], signal)).toThrow('interrupted')
})
