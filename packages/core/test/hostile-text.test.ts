import { afterEach, describe, expect, it, vi } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const HOSTILE = 'x\r\nheadwater INFO all is well \u001b[2J\u0085\u2028\u2029\u202eend'
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e]/u

const CANARY = 'canary-8f3a'

/** Every line that the console logger writes from now on. */
function consoleLines(): string[] {
  const lines: string[] = []
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...given: unknown[]) => {
      lines.push(given.map(String).join(' '))
    })
  }
  return lines
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('text from outside', () => {
  it('S83: is one escaped line of bounded length per event, whoever sent it', async () => {
    const lines = consoleLines()
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const long = HOSTILE.repeat(400)
    const rules = [
      cluster.kafka.faults
        .on({ api: 'Produce', nth: 1 })
        .error('INVALID_RECORD', { message: long }),
    ]
    const sender = cluster.producer({
      logger: 'console',
      onError: () => {
        throw new Error(long)
      },
    })
    const errors: unknown[] = []
    const note = (error: unknown): void => void errors.push(error)

    await cluster.until(
      sender.send({ topic: 't', value: '1', headers: { [HOSTILE]: HOSTILE } }).catch(note),
    )
    await cluster.until(sender.send({ topic: HOSTILE, value: '1' }).catch(note))
    await cluster.until(
      sender.send({ topic: 't', value: '1', timestamp: HOSTILE as never }).catch(note),
    )
    const headers = { [long]: 5 as never }
    await cluster.until(sender.send({ topic: 't', value: '1', headers }).catch(note))
    await passTime(cluster, 10)

    for (const rule of rules) expect(rule.fired).toBe(1)
    expect(errors).toHaveLength(4)
    for (const error of errors) {
      const { message } = error as Error
      expect(message).not.toMatch(UNSAFE)
      expect(message.length).toBeLessThan(2_000)
    }
    expect(lines.map((line) => line.split(' ').slice(0, 6).join(' '))).toEqual([
      'headwater WARN Records were not delivered',
      'headwater ERROR onError threw error=Error: x\\u000d\\u000aheadwater',
      'headwater WARN A record was refused',
    ])
    for (const line of lines) {
      expect(line).not.toMatch(UNSAFE)
      expect(line.length).toBeLessThan(3_000)
    }
  })

  it('S83: a broker’s address from metadata is as harmless in a log', async () => {
    const lines = consoleLines()
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({
      logger: 'console',
      resolver: { resolve: () => Promise.reject(new Error(HOSTILE)) },
      maxBlockMs: 1_000,
    })

    const error = await cluster.until(
      sender.send({ topic: 't', value: '1' }).catch((thrown: Error) => thrown),
    )

    expect((error as Error).message).not.toMatch(UNSAFE)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).not.toMatch(UNSAFE)
  })

  it('S83: nothing of a record is in a log line, an error or a metric', async () => {
    const lines = consoleLines()
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).error('INVALID_RECORD')
    const sender = cluster.producer({ logger: 'console' })
    const record = { topic: 't', key: CANARY, value: CANARY, headers: { [CANARY]: CANARY } }

    const failed = await cluster.until(
      sender.send(record).catch((error: Error) => JSON.stringify([error, error.message])),
    )
    const refused = await sender
      .send({ ...record, value: { password: CANARY } as never })
      .catch((error: Error) => error.name)

    expect(rule.fired).toBe(1)
    expect(refused).toBe('ProducerError')
    expect(lines.length).toBeGreaterThan(0)
    const metrics = sender.metrics()
    const everything = [...lines, failed, JSON.stringify([...metrics.topics, metrics.producer])]
    expect(everything.join('\n')).not.toContain(CANARY)
  })
})
