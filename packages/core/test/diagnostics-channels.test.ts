import { spawnSync } from 'node:child_process'
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RequestMessage } from '../src/diagnostics/producer-channels.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

/** What is published on those channels from now on, in order. */
function listenTo(...names: string[]) {
  const heard: [channel: string, message: Record<string, unknown>][] = []
  for (const name of names) {
    const listener = (message: unknown): void => {
      heard.push([name, { ...(message as Record<string, unknown>) }])
    }
    subscribe(`headwater:producer:${name}`, listener)
    onTestFinished(() => void unsubscribe(`headwater:producer:${name}`, listener))
  }
  return heard
}

describe('diagnostics channels', () => {
  it('tell of a batch that is sent, retried and acknowledged', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ clientId: 'shop' })
    await cluster.until(sender.partitionsFor('t'))
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('NOT_ENOUGH_REPLICAS')
    const heard = listenTo('batch:sent', 'batch:retried', 'batch:acknowledged')

    await cluster.until(Promise.all(['1', '2'].map((value) => sender.send({ topic: 't', value }))))

    const batch = { clientId: 'shop', topic: 't', partition: 0, recordCount: 2 }
    const size = cluster.kafka.log('t', 0)[0]?.bytes.length
    expect(rule.fired).toBe(1)
    expect(heard).toEqual([
      ['batch:sent', { ...batch, attempts: 1, nodeId: 1, sizeInBytes: size }],
      [
        'batch:retried',
        {
          ...batch,
          attempts: 1,
          delayMs: expect.any(Number),
          error: expect.objectContaining({ brokerError: 'NOT_ENOUGH_REPLICAS' }),
        },
      ],
      ['batch:sent', { ...batch, attempts: 2, nodeId: 1, sizeInBytes: size }],
      ['batch:acknowledged', { ...batch, attempts: 2, baseOffset: 0 }],
    ])
  })

  it('tell of records that fail, are refused or find no room', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ bufferMemoryBytes: 20_000, maxWaitingBytes: 0 })
    await cluster.until(sender.partitionsFor('t'))
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('INVALID_RECORD')
    const heard = listenTo('batch:failed', 'record:refused', 'buffer:exhausted')

    await expect(sender.send({ topic: 't', value: 3 as never })).rejects.toThrow()
    const failing = sender.send({ topic: 't', value: 'x'.repeat(15_000) })
    await expect(sender.send({ topic: 't', value: 'y'.repeat(15_000) })).rejects.toThrow()
    await expect(cluster.until(failing)).rejects.toThrow()
    await expect(
      sender.send({ topic: 't', value: '1' }, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'ABORTED' })

    expect(rule.fired).toBe(1)
    expect(heard.map(([name, { error }]) => [name, (error as { code: string }).code])).toEqual([
      ['record:refused', 'INVALID_RECORD'],
      ['buffer:exhausted', 'BUFFER_EXHAUSTED'],
      ['record:refused', 'BUFFER_EXHAUSTED'],
      ['batch:failed', 'BROKER_REJECTED'],
    ])
    expect(JSON.stringify(heard)).not.toContain('xxx')
  })

  it('tell of a batch that is cut, and of a partition that goes on under another epoch', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { config: { 'max.message.bytes': '2000' } })
    const sender = cluster.producer()
    await cluster.until(sender.partitionsFor('t'))
    const heard = listenTo('batch:split', 'sequence:gap')

    await cluster.until(
      Promise.all([1, 2].map(() => sender.send({ topic: 't', value: 'x'.repeat(1_500) }))),
    )
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('INVALID_RECORD')
    await expect(cluster.until(sender.send({ topic: 't', value: '1' }))).rejects.toThrow()
    await passTime(cluster, 10)

    expect(rule.fired).toBe(1)
    expect(heard).toMatchObject([
      ['batch:split', { topic: 't', partition: 0, recordCount: 2 }],
      ['sequence:gap', { topic: 't', partition: 0, producerEpoch: 0 }],
    ])
    expect(sender.metrics().producer['batch-split-total']).toBe(1)
  })

  it('tell of connections, metadata and throttling', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const heard = listenTo(
      'connection:opened',
      'connection:closed',
      'metadata:refreshed',
      'throttled',
    )
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).throttle(50)
    const sender = cluster.producer({ clientId: 'shop' })
    await cluster.until(sender.send({ topic: 't', value: '1' }))
    await cluster.until(sender.close())

    expect(rule.fired).toBe(1)
    const address = { clientId: 'shop', host: expect.any(String), port: expect.any(Number) }
    const closed = { ...address, reason: expect.any(String) }
    expect(heard).toEqual([
      ['connection:opened', { ...address, nodeId: -1 }],
      ['metadata:refreshed', { clientId: 'shop', topicCount: 1, brokerCount: 1, changed: true }],
      ['connection:opened', { ...address, nodeId: 1 }],
      ['connection:closed', { ...closed, nodeId: -1 }],
      ['throttled', { clientId: 'shop', nodeId: 1, throttleTimeMs: 50 }],
      ['connection:closed', { ...closed, nodeId: 1 }],
    ])
  })

  it('trace each request from when it is sent to its answer, or to why none came', async () => {
    const cluster = startVirtualCluster({ latencyMs: 10 })
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ requestTimeoutMs: 1_000 })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const events: [string, RequestMessage, number][] = []
    const note = (name: string) => (message: RequestMessage) => {
      events.push([name, message, cluster.clock.now() - startedAt])
    }
    const startedAt = cluster.clock.now()
    const subscribers = {
      start: note('start'),
      end: note('end'),
      asyncStart: note('asyncStart'),
      asyncEnd: note('asyncEnd'),
      error: note('error'),
    }
    const requests = tracingChannel<unknown, RequestMessage>('headwater:producer:request')
    requests.subscribe(subscribers)
    onTestFinished(() => void requests.unsubscribe(subscribers))

    await cluster.until(sender.send({ topic: 't', value: '1' }))
    const answered = events.splice(0)
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).dropRequest()
    await cluster.until(sender.send({ topic: 't', value: '2' }))

    expect(answered.map(([name, , atMs]) => [name, atMs])).toEqual([
      ['start', 0],
      ['end', 0],
      ['asyncStart', 20],
      ['asyncEnd', 20],
    ])
    expect(new Set(answered.map(([, message]) => message)).size).toBe(1)
    expect(answered[0]?.[1]).toMatchObject({ clientId: 'headwater', nodeId: 1, api: 'Produce' })
    expect(rule.fired).toBe(1)
    const [, lost] = events[0] ?? []
    const ofLost = events.filter(([, message]) => message === lost).map(([name]) => name)
    expect(ofLost).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    expect(lost?.error?.code).toBe('BROKERS_UNREACHABLE')
  })

  it('do not disturb the producer when a subscriber throws; Node raises it as an uncaughtException', () => {
    const program = `
      import { subscribe } from 'node:diagnostics_channel'
      import { createMemoryKafka, createMemoryNetwork, ManualClock } from '@headwater/testing'
      import { createProducer } from './dist/index.js'
      const clock = new ManualClock()
      const kafka = createMemoryKafka({ clock })
      kafka.createTopic('t')
      const caught = []
      process.on('uncaughtException', ({ message }) => caught.push(message))
      subscribe('headwater:producer:batch:sent', () => { throw new Error('a bug of the subscriber') })
      const producer = createProducer({
        brokers: kafka.brokers,
        clock,
        socketFactory: createMemoryNetwork(kafka.cluster, clock),
        resolver: { resolve: (host) => Promise.resolve([host]) },
      })
      const { offset } = await clock.runUntil(producer.send({ topic: 't', value: '1' }))
      await clock.runUntil(producer.close())
      console.log(JSON.stringify({ offset, caught, stored: kafka.records('t').length }))
    `
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd: new URL('..', import.meta.url), encoding: 'utf8', timeout: 30_000 },
    )

    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      offset: 0,
      caught: ['a bug of the subscriber'],
      stored: 1,
    })
  })
})
