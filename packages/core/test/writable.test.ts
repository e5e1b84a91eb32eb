import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { json } from '../src/serialization/json-serializer.ts'
import { string } from '../src/serialization/string-serializer.ts'
import { defineTopic } from '../src/serialization/topic-definition.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const SMALL = {
  bufferMemoryBytes: 8_192,
  batchSizeBytes: 1_024,
  maxRequestSizeBytes: 2_048,
} as const

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index))

const valuesOf = ({ kafka }: VirtualCluster) => kafka.records('t').map(({ value }) => String(value))

/** What a stream fails with. */
const failureOf = async (stream: Writable): Promise<unknown> => (await once(stream, 'error'))[0]

describe('a writable stream', () => {
  it('stores text, bytes and records of its topic, in order', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const chunks = ['text', Buffer.from('bytes'), { key: 'k', value: 'record' }]
    await until(pipeline(Readable.from(chunks), producer().writable({ topic: 't' })))

    const stored = kafka.records('t').map(({ key, value }) => [key && String(key), String(value)])
    expect(stored).toEqual([
      [null, 'text'],
      [null, 'bytes'],
      ['k', 'record'],
    ])
  })

  it('is a web stream too, by Node’s own means', async () => {
    const cluster = startVirtualCluster()
    const stream = Writable.toWeb(cluster.producer().writable({ topic: 't' }))

    await cluster.until(ReadableStream.from(['1', '2', '3']).pipeTo(stream))

    expect(valuesOf(cluster)).toEqual(['1', '2', '3'])
  })

  it('takes records of any topic where it names none', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const records = numbers(20).map((value, index) => ({ topic: `t${index % 2}`, value }))
    await until(pipeline(Readable.from(records), producer().writable()))

    expect([kafka.records('t0').length, kafka.records('t1').length]).toEqual([10, 10])
  })

  it('of a topic serializes, and of a view adds its headers', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const topic = defineTopic('t', { key: string(), value: json<{ n: number }>() })
    const view = producer().with({ headers: { source: 'file' } })
    const records = Readable.from([{ key: 'a', value: { n: 1 } }])
    await until(pipeline(records, view.topic(topic).writable()))
    await until(pipeline(Readable.from(['plain']), view.writable({ topic: 't' })))

    const stored = kafka.records('t')
    expect(stored.map(({ value }) => String(value)).toSorted()).toEqual(['plain', '{"n":1}'])
    for (const { headers } of stored) {
      expect(headers).toEqual([{ key: 'source', value: Buffer.from('file') }])
    }
  })

  it('calls back when a record is accepted, and ends when all have settled', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer()
    await until(sender.send({ topic: 't', value: 'warm' }))
    const rule = kafka.faults.on({ api: 'Produce' }).hold()
    const stream = sender.writable({ topic: 't' })
    await until(new Promise((resolve) => stream.write('x', resolve)))
    let finished = false
    stream.end(() => {
      finished = true
    })
    await passTime(cluster, 1_000)
    const early = finished
    rule.remove()
    await until(once(stream, 'finish'))

    expect(rule.fired).toBe(1)
    expect(early).toBe(false)
    expect(kafka.records('t')).toHaveLength(2)
  })

  it('stops its source while there is no room, and stores all of it in order', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer(SMALL)
    await until(sender.partitionsFor('t'))
    const rule = kafka.faults.on({ api: 'Produce' }).hold()
    let read = 0
    function* source() {
      for (const value of numbers(1_000)) {
        read++
        yield value
      }
    }
    const stored = pipeline(source, sender.writable({ topic: 't', highWaterMark: 4 }))
    await passTime(cluster, 1_000)
    const readBefore = read
    await passTime(cluster, 10_000)
    const readWhileHeld = read
    rule.remove()
    await until(stored)

    expect(rule.fired).toBeGreaterThan(0)
    expect(readBefore).toBeGreaterThan(10)
    expect(readWhileHeld).toBe(readBefore)
    expect(readBefore).toBeLessThan(8_192 / 64 + 4 + 2)
    expect(valuesOf(cluster)).toEqual(numbers(1_000))
  })

  it('is destroyed by the first record that is refused; what was accepted is stored', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer(SMALL)
    const chunks = ['1', '2', Buffer.alloc(5_000)]
    const piped = pipeline(Readable.from(chunks), sender.writable({ topic: 't' }))

    await expect(until(piped)).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE', topic: 't' })
    await until(sender.flush())
    expect(valuesOf(cluster)).toEqual(['1', '2'])
  })

  it('is destroyed with the error of the broker, also while it ends', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const rule = kafka.faults.on({ api: 'Produce' }).error('TOPIC_AUTHORIZATION_FAILED')
    const stream = producer().writable({ topic: 't' })
    const failure = failureOf(stream)
    stream.end('x')

    expect(await until(failure)).toMatchObject({ code: 'AUTHORIZATION_FAILED', persisted: 'no' })
    expect(rule.fired).toBeGreaterThan(0)
    expect([stream.destroyed, stream.writableFinished]).toEqual([true, false])
  })

  it.each([
    ['a number', 5],
    ['a record of another topic', { topic: 'other', value: 'x' }],
    ['an undefined value', { key: 'k' }],
  ])('is destroyed by %s', async (_, chunk) => {
    const { producer, until } = startVirtualCluster()
    const piped = pipeline(Readable.from([chunk]), producer().writable({ topic: 't' }))

    await expect(until(piped)).rejects.toMatchObject({ persisted: 'no' })
  })

  it('lets a failure be heard however fast its source is', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer(SMALL)
    await until(sender.partitionsFor('t'))
    let read = 0
    function* source() {
      for (; read < 100_000; read++) yield Buffer.alloc(5_000)
    }
    const piped = pipeline(source, sender.writable({ topic: 't' }))

    await expect(until(piped)).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' })
    expect(read).toBeLessThan(5_000)
  })

  it('waits for nothing any more once it is destroyed', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer(SMALL)
    await until(sender.partitionsFor('t'))
    const rule = kafka.faults.on({ api: 'Produce' }).hold()
    const stream = sender.writable({ topic: 't', highWaterMark: 1_000 })
    for (const value of numbers(500)) stream.write(value)
    await passTime(cluster, 100)
    stream.destroy()
    rule.remove()
    await until(once(stream, 'close'))
    await until(sender.flush())
    const stored = valuesOf(cluster)
    await passTime(cluster, 100)

    expect(rule.fired).toBeGreaterThan(0)
    expect(stored.length).toBeLessThan(300)
    expect(valuesOf(cluster)).toEqual(numbers(stored.length))
    expect(clock.processHeld).toBe(false)
  })

  it('fails when no room comes within maxBlockMs', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer({ ...SMALL, maxBlockMs: 500 })
    await until(sender.send({ topic: 't', value: 'warm' }))
    const rule = kafka.faults.on({ api: 'Produce' }).hold()
    const startedAt = clock.now()
    const piped = pipeline(Readable.from(numbers(1_000)), sender.writable({ topic: 't' }))

    await expect(until(piped)).rejects.toMatchObject({ code: 'BUFFER_EXHAUSTED' })
    expect(rule.fired).toBeGreaterThan(0)
    expect(clock.now() - startedAt).toBeLessThan(600)
  })

  it('waits for its own topic only', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ autoCreateTopics: false })
    kafka.createTopic('t')
    const sender = producer({ maxBlockMs: 5_000 })
    const nowhere = Promise.allSettled([sender.send({ topic: 'nowhere', value: '' })])
    const startedAt = clock.now()
    await until(pipeline(Readable.from(['x']), sender.writable({ topic: 't' })))
    const neededMs = clock.now() - startedAt
    const lost = pipeline(Readable.from(['x']), sender.writable({ topic: 'nowhere' }))

    expect(neededMs).toBeLessThan(1_000)
    await expect(until(lost)).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' })
    expect(await nowhere).toMatchObject([{ reason: { code: 'UNKNOWN_TOPIC' } }])
  })

  it('is destroyed by close, also while it waits for room', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer(SMALL)
    await until(sender.partitionsFor('t'))
    kafka.faults.on({ api: 'Produce' }).hold()
    const piped = pipeline(Readable.from(numbers(1_000)), sender.writable({ topic: 't' }))
    const failed = Promise.allSettled([piped])
    await until(sender.ready({ timeoutMs: 100 }).catch(() => {}))
    await until(sender.close({ timeoutMs: 100 }))
    const late = pipeline(Readable.from(['x']), sender.writable({ topic: 't' }))

    await expect(until(late)).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' })
    expect(await failed).toMatchObject([{ reason: { code: 'PRODUCER_CLOSED' } }])
  })

  it.each([
    [{ topic: '' }, /topic/],
    [{ topic: 5 }, /topic/],
    [{ highWaterMark: 0 }, /highWaterMark/],
    [{ highWaterMark: 1.5 }, /highWaterMark/],
    [{ objectMode: false }, /objectMode/],
    [null, /null/],
    ['t', /'t'|"t"/],
  ])('refuses %o', (options, message) => {
    const { producer } = startVirtualCluster()

    expect(() => producer().writable(options as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(message) }),
    )
  })
})
