import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import { expect, it, onTestFinished } from 'vitest'

const CORE = new URL('../../dist/index.js', import.meta.url).href
/** Until V8 has seen and compiled all that an outage runs. */
const WARM_UP_OUTAGES = 50
const OUTAGES = 200
const RECORDS = 20
const MAX_GROWTH = 0.03
/** Optimised code comes and goes with how often V8 has seen a function; without it the heap holds what the program holds. */
const STEADY = [
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
  '--no-flush-bytecode',
  '--no-lazy-feedback-allocation',
]

/** A producer alone in its process: told `send`, it sends during an outage, answers `sent`, and `stored` once all is. */
const SCRIPT = `
  import { createProducer } from ${JSON.stringify(CORE)}
  const brief = { reconnectBackoffMs: 2, reconnectBackoffMaxMs: 4, retryBackoffMs: 2, retryBackoffMaxMs: 4 }
  const producer = createProducer({ brokers: JSON.parse(process.argv[1]), logger: 'silent', ...brief })
  await producer.partitionsFor('t')
  const usedBytes = () => {
    gc()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const nextTurn = () => new Promise(setImmediate)
  process.on('message', async (told) => {
    if (told === 'measure') {
      const measured = []
      for (let times = 0; times < 5; times++) {
        await nextTurn()
        measured.push(usedBytes())
      }
      const resources = process.getActiveResourcesInfo().filter((name) => name !== 'Immediate')
      const connections = producer.metrics().producer['connection-creation-total']
      process.send({ heapBytes: measured.sort((one, other) => one - other)[2], resources, connections })
      return
    }
    const sends = Array.from({ length: ${RECORDS} }, (_, index) =>
      producer.send({ topic: 't', key: 'k' + index, value: 'v'.repeat(100) }))
    process.send('sent')
    await Promise.all(sends)
    process.send('stored')
  })
  process.send('ready')
`

interface Measurement {
  readonly heapBytes: number
  /** What keeps a process alive: sockets, timers. */
  readonly resources: readonly string[]
  readonly connections: number
}

async function answer(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) })
  return message
}

async function measure(child: ChildProcess): Promise<Measurement> {
  child.send('measure')
  return (await answer(child)) as Measurement
}

async function goThrough(outages: number, kafka: EmbeddedKafka, child: ChildProcess) {
  for (let outage = 0; outage < outages; outage++) {
    await kafka.kill(1)
    child.send('send')
    expect(await answer(child)).toBe('sent')
    const stored = answer(child)
    await kafka.restart(1)
    expect(await stored).toBe('stored')
  }
}

it('S63: G4: the heap after 200 more outages is at most 3 % larger, with the same sockets and timers', {
  timeout: 120_000,
}, async () => {
  const kafka = await startKafka()
  onTestFinished(() => kafka.stop())
  kafka.createTopic('t', { partitions: 3 })
  const program = ['--expose-gc', ...STEADY, '--input-type=module', '--eval', SCRIPT]
  const child = spawn(process.execPath, [...program, JSON.stringify(kafka.brokers)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await answer(child)).toBe('ready')

  await goThrough(WARM_UP_OUTAGES, kafka, child)
  const before = await measure(child)
  await goThrough(OUTAGES, kafka, child)
  const after = await measure(child)

  expect(after.connections - before.connections).toBeGreaterThanOrEqual(OUTAGES)
  expect(after.heapBytes / before.heapBytes).toBeLessThan(1 + MAX_GROWTH)
  expect(after.resources).toEqual(before.resources)
  expect(kafka.records('t')).toHaveLength((WARM_UP_OUTAGES + OUTAGES) * RECORDS)
})
