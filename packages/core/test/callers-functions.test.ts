import { describe, expect, it } from 'vitest'
import type { Producer } from '../src/producer/producer.ts'
import type { RecordHeaders } from '../src/record/producer-record.ts'
import { passTime } from './pass-time.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('what callers’ functions do', () => {
  it('S60: costs nobody else anything when they throw', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const logged: string[] = []
    // The first of a kind is an error, the others are left to debug.
    const logger = {
      error: (message: string) => logged.push(message),
      warn: () => {},
      info: () => {},
      debug: (message: string) => {
        if (message.endsWith('threw')) logged.push(message)
      },
    }
    const fails = () => {
      throw new Error('a bug of the caller')
    }
    const sender = cluster.producer({ logger, onError: fails, onDelivery: fails })
    await cluster.until(sender.partitionsFor('t'))
    const told: unknown[] = []

    sender.trySend({ topic: 't', value: '1' }, fails)
    sender.trySend({ topic: 't', value: '2' }, (_, metadata) => told.push(metadata?.offset))
    sender.trySend({ topic: 't', value: undefined as never }, fails)
    const sent = await cluster.until(sender.send({ topic: 't', value: '3' }))

    expect(sent.offset).toBe(2)
    expect(told).toEqual([1])
    expect(logged.toSorted()).toEqual([
      'The callback of a trySend threw',
      'The callback of a trySend threw',
      'onDelivery threw',
      'onDelivery threw',
      'onDelivery threw',
      'onError threw',
    ])
  })

  it('S60: costs nobody anything when an async one fails', async () => {
    const cluster = startVirtualCluster()
    const logged: string[] = []
    const logger = {
      error: (message: string) => logged.push(message),
      warn: () => {},
      info: () => {},
      debug: () => {},
    }
    const fails = async () => {
      throw new Error('a bug of the caller')
    }
    const sender = cluster.producer({ logger, onError: fails, onDelivery: fails })

    await cluster.until(sender.send({ topic: 't', value: '1' }))
    sender.trySend({ topic: 't', value: '2' }, fails)
    sender.trySend({ topic: 't', value: undefined as never })
    await cluster.until(sender.flush())

    expect(logged.toSorted()).toEqual([
      'The callback of a trySend threw',
      'onDelivery threw',
      'onError threw',
    ])
  })

  it('S60: may send again from within, and in order', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender: Producer = cluster.producer({
      onDelivery: ({ offset }) => {
        if (offset < 5) sender.trySend({ topic: 't', value: String(offset + 1) })
      },
    })

    await cluster.until(sender.send({ topic: 't', value: '0' }))
    while (cluster.kafka.records('t').length < 6) await passTime(cluster, 10)
    await cluster.until(sender.flush())

    expect(storedValues(cluster)).toEqual(['0', '1', '2', '3', '4', '5'])
  })

  it('are told of a refusal that nobody awaits, without an unhandled rejection', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('INVALID_RECORD')
    const seen: unknown[] = []
    const sender = cluster.producer({
      onError: (error, record) => {
        seen.push([error.code, record?.key?.toString(), record?.value?.toString(), record?.headers])
      },
    })

    void sender.send({ topic: 't', key: 'k', value: 'v', headers: { h: '1' } })
    await cluster.until(sender.flush().then(() => sender.send({ topic: 't', value: 'w' })))

    expect(rule.fired).toBe(1)
    expect(seen).toEqual([['BROKER_REJECTED', 'k', 'v', [['h', Buffer.from('1')]]]])
  })

  it('may serialize with a function that sends', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    await cluster.until(sender.partitionsFor('t'))
    const inner: Promise<unknown>[] = []
    const record = {
      topic: 't',
      key: 'outer',
      get value() {
        inner.push(sender.send({ topic: 't', key: 'inner', value: 'inside' }))
        return 'outside'
      },
    }

    await cluster.until(sender.send(record))
    await cluster.until(Promise.all(inner))

    expect(cluster.kafka.records('t').map(({ key, value }) => `${key}: ${value}`)).toEqual([
      'inner: inside',
      'outer: outside',
    ])
  })

  it('S60: may send headers from within, and each record has its own', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    await cluster.until(sender.partitionsFor('t'))
    const inner: Promise<unknown>[] = []
    const sends = (name: string, headers: RecordHeaders): string => {
      inner.push(sender.send({ topic: 't', value: name, headers }))
      return name
    }
    const record = {
      topic: 't',
      get value() {
        return sends('of the value', { a: '1', b: '2', c: '3', d: '4' }) && 'outer'
      },
      headers: {
        get x() {
          return sends('of a header', { e: '5', f: '6' }) && 'y'
        },
      },
    }

    await cluster.until(sender.send(record))
    await cluster.until(Promise.all(inner))

    const stored = cluster.kafka
      .records('t')
      .map(({ value, headers }) => [
        String(value),
        headers.map((header) => `${header.key}=${header.value}`).join(' '),
      ])
    expect(stored).toEqual([
      ['of a header', 'e=5 f=6'],
      ['of the value', 'a=1 b=2 c=3 d=4'],
      ['outer', 'x=y'],
    ])
  })
})

describe('100,000 sends that nobody awaits', () => {
  it('S61, L17: stay within the bound, in order, and all arrive', { timeout: 30_000 }, async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ bufferMemoryBytes: 8_388_608, maxWaitingBytes: 134_217_728 })
    await cluster.until(sender.partitionsFor('t'))
    const sends: Promise<{ offset: number }>[] = []

    for (let index = 0; index < 100_000; index++) {
      sends.push(sender.send({ topic: 't', value: String(index) }))
    }
    const { 'waiting-senders': waiting } = sender.metrics().producer
    const metadata = await cluster.until(Promise.all(sends))

    // 8 MiB hold 16,000 promises at most, whatever their records: all others wait.
    expect(waiting).toBeGreaterThan(84_000)
    expect(metadata.every(({ offset }, index) => offset === index)).toBe(true)
    expect(cluster.kafka.records('t').every(({ value }, index) => `${value}` === `${index}`)).toBe(
      true,
    )
    await cluster.until(sender.ready({ timeoutMs: 1 }))
    expect(cluster.clock.processHeld).toBe(false)
  })
})
