import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import { afterEach, describe, expect, it } from 'vitest'

/** A child gets this long before it is ended and the test fails; starting Node takes a tenth of it. */
const CHILD_LIMIT_MS = 10_000

const CORE = new URL('../dist/index.js', import.meta.url).href

const children: ChildProcess[] = []
const clusters: EmbeddedKafka[] = []

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const kafka of clusters.splice(0)) await kafka.stop()
})

async function start(): Promise<EmbeddedKafka> {
  const kafka = await startKafka()
  clusters.push(kafka)
  return kafka
}

interface ProcessEnd {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** Runs a script in which `producer` is made, until it ends by itself. */
async function run(brokers: readonly string[], script: string): Promise<ProcessEnd> {
  const source = `
    import { createProducer } from ${JSON.stringify(CORE)}
    const producer = createProducer({ brokers: ${JSON.stringify(brokers)}, deliveryTimeoutMs: 60_000 })
    ${script}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: CHILD_LIMIT_MS,
  })
  children.push(child)
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  const [code] = await once(child, 'close')
  return { code, output, errors }
}

describe('a process that does not close its producer', () => {
  it('ends by itself once what it awaited has settled', async () => {
    const kafka = await start()

    const end = await run(
      kafka.brokers,
      `console.log((await producer.send({ topic: 't', value: 'x' })).offset)
       const settledAt = performance.now()
       process.on('exit', () => console.log(performance.now() - settledAt < 500 ? 'soon' : 'late'))`,
    )

    expect(end).toEqual({ code: 0, output: '0\nsoon\n', errors: '' })
  })

  it.each(['Metadata', 'InitProducerId', 'Produce'])(
    'stays until sends that nobody awaits have settled, while %s is slow',
    async (api) => {
      const kafka = await start()
      const rule = kafka.faults.on({ api, nth: 1 }).delay(300)

      const end = await run(
        kafka.brokers,
        `for (let index = 0; index < 100; index++) producer.send({ topic: 't', value: String(index) })`,
      )

      expect(rule.fired).toBe(1)
      expect(end).toEqual({ code: 0, output: '', errors: '' })
      expect(kafka.records('t')).toHaveLength(100)
    },
  )

  it('stays until a trySend has been told, while a retry waits', async () => {
    const kafka = await start()
    const rule = kafka.faults.on({ api: 'Produce', nth: 1, times: 2 }).error('NOT_ENOUGH_REPLICAS')

    const end = await run(
      kafka.brokers,
      `await producer.partitionsFor('t')
       producer.trySend({ topic: 't', value: '' }, (error, metadata) => console.log(metadata?.offset))`,
    )

    expect(rule.fired).toBe(2)
    expect(end).toEqual({ code: 0, output: '0\n', errors: '' })
  })

  it('ends when it only connected', async () => {
    const kafka = await start()

    expect(await run(kafka.brokers, 'await producer.connect()')).toEqual({
      code: 0,
      output: '',
      errors: '',
    })
  })

  it('dies of a rejection that nobody awaits, as Node has it', async () => {
    const kafka = await start()

    const end = await run(kafka.brokers, `producer.send({ topic: 'not legal', value: '' })`)

    expect(end.code).toBe(1)
    expect(end.errors).toContain('INVALID_RECORD')
  })
})
