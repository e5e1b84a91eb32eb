import { describe, expect, it } from 'vitest'
import { json } from '../src/serialization/json-serializer.ts'
import { string } from '../src/serialization/string-serializer.ts'
import { defineTopic } from '../src/serialization/topic-definition.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a producer on a healthy cluster', () => {
  it('tells topic, partition, offset and timestamp of each record', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('orders', { partitions: 1 })

    const sender = producer()
    const first = await until(sender.send({ topic: 'orders', key: 'a', value: '1', timestamp: 5 }))
    const second = await until(sender.send({ topic: 'orders', key: 'a', value: '2' }))

    expect(first).toEqual({ topic: 'orders', partition: 0, offset: 0, timestamp: 5 })
    expect(second).toMatchObject({ partition: 0, offset: 1 })
    expect(kafka.violations()).toEqual([])
  })

  it('stores key, value, headers and timestamp byte for byte', async () => {
    const { kafka, producer, until } = startVirtualCluster()

    await until(
      producer().send({
        topic: 'raw',
        key: Buffer.from([0, 255]),
        value: Buffer.from([1, 2, 3]),
        headers: [
          ['a', 'x'],
          ['a', Buffer.from([9])],
          ['b', null],
        ],
        timestamp: 1_700_000_000_123,
      }),
    )

    const [record] = kafka.records('raw')
    expect(record?.key).toEqual(Buffer.from([0, 255]))
    expect(record?.value).toEqual(Buffer.from([1, 2, 3]))
    expect(record?.timestamp).toBe(1_700_000_000_123)
    expect(record?.headers.map(({ key, value }) => [key, value?.toString('hex') ?? null])).toEqual([
      ['a', '78'],
      ['a', '09'],
      ['b', null],
    ])
  })

  it('keeps the order of each key over many batches, with five requests in flight', async () => {
    const { kafka, producer, until } = startVirtualCluster({ brokers: 3, latencyMs: 7 })
    kafka.createTopic('numbers', { partitions: 6 })
    const sender = producer({ batchSizeBytes: 512 })
    const sends = Array.from({ length: 3_000 }, (_, index) =>
      sender.send({ topic: 'numbers', key: `k${index % 17}`, value: String(index) }),
    )

    const metadata = await until(Promise.all(sends))

    const records = kafka.records('numbers')
    expect(records).toHaveLength(3_000)
    for (let key = 0; key < 17; key++) {
      const values = records
        .filter((record) => record.key?.toString() === `k${key}`)
        .map((record) => Number(record.value?.toString()))
      expect(values).toEqual(values.toSorted((a, b) => a - b))
    }
    const places = new Set(metadata.map(({ partition, offset }) => `${partition}@${offset}`))
    expect(places.size).toBe(3_000)
    expect(kafka.violations()).toEqual([])
  })

  it('sends what one turn appended in one request, and gathers while the answer is out', async () => {
    const { kafka, producer, until } = startVirtualCluster({ latencyMs: 10 })
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer()
    await until(sender.send({ topic: 't', value: 'warm' }))
    const before = kafka.requests().filter(({ api }) => api === 'Produce').length

    const sends = ['a', 'b', 'c'].map((value) => sender.send({ topic: 't', value }))
    const later = Promise.all(sends.slice(0, 1)).then(() =>
      Promise.all(['d', 'e'].map((value) => sender.send({ topic: 't', value }))),
    )
    await until(later)

    expect(kafka.requests().filter(({ api }) => api === 'Produce').length - before).toBe(2)
    expect(kafka.log('t', 0).map((batch) => batch.header.recordCount)).toEqual([1, 3, 2])
  })

  it('waits for lingerMs when it is told to, and not when it flushes', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer({ lingerMs: 50 })
    await until(sender.partitionsFor('t'))

    const startedAt = clock.now()
    const lingering = sender.send({ topic: 't', value: 'a' })
    await until(lingering)
    const lingered = clock.now() - startedAt
    const flushed = sender.send({ topic: 't', value: 'b' })
    await until(Promise.all([flushed, sender.flush()]))

    expect(lingered).toBeGreaterThanOrEqual(50)
    expect(lingered).toBeLessThan(70)
    expect(clock.now() - startedAt - lingered).toBeLessThan(20)
  })

  it('S59: copies bytes in the turn of the call, so a buffer may be reused at once', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()
    const value = Buffer.from('first')
    const waiting = sender.send({ topic: 't', value })
    value.fill('x')
    await until(waiting)
    const appended = Buffer.from('again')
    const direct = sender.send({ topic: 't', value: appended })
    appended.fill('y')
    await until(direct)

    expect(kafka.records('t').map((record) => record.value?.toString())).toEqual(['first', 'again'])
  })

  it('sends typed records of a topic definition', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const orders = defineTopic('orders', { key: string(), value: json<{ total: number }>() })

    const sender = producer().topic(orders)
    await until(sender.send({ key: 'o-1', value: { total: 12 } }))
    await until(sender.send({ key: 'o-1', value: null }))

    const records = kafka.records('orders')
    expect(records.map((record) => record.value?.toString() ?? null)).toEqual([
      '{"total":12}',
      null,
    ])
    expect(sender.topicName).toBe('orders')
  })

  it('adds a view’s headers where the record does not name them', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    let request = 0
    const view = producer()
      .with({ headers: { app: 'shop', id: 'outer' } })
      .with({ headers: () => ({ id: `r-${++request}` }) })

    await until(view.send({ topic: 't', value: '1' }))
    await until(view.send({ topic: 't', value: '2', headers: { id: 'mine' } }))

    const headers = kafka
      .records('t')
      .map((record) => record.headers.map(({ key, value }) => `${key}=${value}`))
    expect(headers).toEqual([
      ['id=r-1', 'app=shop'],
      ['id=mine', 'app=shop'],
    ])
  })

  it('settles each record of a batch call, in order', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 2 })
    const sender = producer()

    const outcomes = await until(
      sender.sendBatch([
        { topic: 't', value: 'a', partition: 0 },
        { topic: 't', value: undefined as never },
        { topic: 't', value: 'b', partition: 1 },
        { topic: 't', value: 'c', partition: 9 },
      ]),
    )

    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ])
    expect(outcomes[1]).toMatchObject({ reason: { code: 'INVALID_RECORD', persisted: 'no' } })
    expect(outcomes[3]).toMatchObject({ reason: { code: 'UNKNOWN_PARTITION', partition: 9 } })
    expect(await until(sender.sendBatch([]))).toEqual([])
  })

  it('takes records without a promise once the topic is known', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()
    const offsets: (number | undefined)[] = []
    const send = () =>
      sender.trySend({ topic: 't', value: 'x' }, (error, metadata) => {
        offsets.push(error === null ? metadata?.offset : -2)
      })

    const early = send()
    await until(sender.ready())
    const taken = [send(), send()]
    await until(sender.flush())

    expect(early).toBe(false)
    expect(taken).toEqual([true, true])
    expect(offsets).toEqual([0, 1])
    expect(kafka.records('t')).toHaveLength(2)
  })

  it('tells a trySend that can never succeed, after the call has returned', async () => {
    const { producer, until } = startVirtualCluster()
    const sender = producer()
    const codes: (string | undefined)[] = []

    const taken = sender.trySend({ topic: 'bad topic', value: 'x' }, (error) => {
      codes.push(error?.code)
    })

    expect(taken).toBe(true)
    expect(codes).toEqual([])
    await until(sender.flush())
    expect(codes).toEqual(['INVALID_RECORD'])
  })

  it('does not ask for an answer with acks 0', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    const sender = producer({ acks: 0 })

    const metadata = await until(sender.send({ topic: 't', value: 'x', timestamp: 7 }))
    await until(sender.close())
    clock.advance(10)

    expect(metadata).toEqual({ topic: 't', partition: 0, offset: -1, timestamp: 7 })
    expect(kafka.records('t')).toHaveLength(1)
  })

  it('sends without a producer id when idempotence is off', async () => {
    const { kafka, producer, until } = startVirtualCluster()

    await until(producer({ acks: 1 }).send({ topic: 't', value: 'x' }))

    expect(kafka.requests().map(({ api }) => api)).not.toContain('InitProducerId')
    expect(kafka.log('t', 0)[0]?.header.producerId).toBe(-1n)
  })

  it('reports deliveries to onDelivery with the record as encoded', async () => {
    const { producer, until } = startVirtualCluster()
    const seen: unknown[] = []
    const sender = producer({
      onDelivery: (metadata, record) => {
        seen.push([
          metadata.offset,
          record.key?.toString(),
          record.value?.toString(),
          record.headers,
        ])
      },
    })

    await until(sender.send({ topic: 't', key: 'k', value: 'v', headers: { h: 'x' } }))

    expect(seen).toEqual([[0, 'k', 'v', [['h', Buffer.from('x')]]]])
  })
})
