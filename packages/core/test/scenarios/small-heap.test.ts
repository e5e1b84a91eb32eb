import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { startKafka } from '@headwater/testing'
import { expect, it, onTestFinished } from 'vitest'

const CORE = new URL('../../dist/index.js', import.meta.url).href
const RECORDS = 60_000

/** Sends 1,000 in a turn, during an outage that begins before and ends after all of them; none is awaited. */
const SCRIPT = `
  import { createProducer } from ${JSON.stringify(CORE)}
  const producer = createProducer({ brokers: JSON.parse(process.argv[1]), logger: 'silent', bufferMemoryBytes: 16_777_216 })
  await producer.partitionsFor('t')
  let acknowledged = 0
  let refused = 0
  const onStored = () => void acknowledged++
  const onRefused = (error) => {
    if (error.code !== 'BUFFER_EXHAUSTED') throw error
    refused++
  }
  console.log('ready')
  await new Promise((resolve) => process.stdin.once('data', resolve))
  process.stdin.destroy()
  for (let index = 0; index < ${RECORDS}; index++) {
    producer.send({ topic: 't', value: 'v' + index }).then(onStored, onRefused)
    if (index % 1_000 === 999) await new Promise(setImmediate)
  }
  console.log('sent')
  await producer.flush()
  await producer.close()
  console.log(JSON.stringify({ acknowledged, refused }))
`

it('S67: a heap of 64 MiB is enough with a quarter of it as the buffer, when 60,000 sends meet an outage', async () => {
  const kafka = await startKafka()
  onTestFinished(() => kafka.stop())
  kafka.createTopic('t')
  const child = spawn(
    process.execPath,
    [
      '--max-old-space-size=64',
      '--input-type=module',
      '--eval',
      SCRIPT,
      JSON.stringify(kafka.brokers),
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], timeout: 60_000 },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
    if (output.endsWith('ready\n')) void kafka.kill(1).then(() => child.stdin.write('go\n'))
    if (output.endsWith('sent\n')) void kafka.restart(1)
  })

  const [code] = await once(child, 'close')

  expect(errors).toBe('')
  expect(code).toBe(0)
  const { acknowledged, refused } = JSON.parse(output.split('\n').at(-2) ?? '{}')
  expect(acknowledged + refused).toBe(RECORDS)
  expect(kafka.records('t')).toHaveLength(acknowledged)
  expect(acknowledged).toBeGreaterThan(10_000)
  expect(refused).toBeGreaterThan(5_000)
}, 70_000)
