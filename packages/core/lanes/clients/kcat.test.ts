import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kcatRecords } from '../../../../scripts/kcat.ts'
import { createProducer, type Producer } from '../../src/index.ts'

let kafka: EmbeddedKafka
let producer: Producer

beforeAll(async () => {
  kafka = await startKafka({ brokers: 3 })
  producer = createProducer({ brokers: kafka.brokers })
})

afterAll(async () => {
  await producer.close()
  await kafka.stop()
})

it('writes records that kcat (librdkafka) reads with their keys, headers and offsets', async () => {
  kafka.createTopic('orders', { partitions: 1 })

  await Promise.all([
    producer.send({ topic: 'orders', key: 'o-1', value: 'Grüße', headers: { source: 'web' } }),
    producer.send({ topic: 'orders', value: '' }),
    producer.send({ topic: 'orders', key: 'gone', value: null }),
  ])

  expect(await kcatRecords(kafka.brokers, 'orders')).toMatchObject([
    { offset: 0, key: 'o-1', payload: 'Grüße', headers: ['source', 'web'] },
    { offset: 1, key: null, payload: '' },
    { offset: 2, key: 'gone', payload: null },
  ])
})

it('writes many records over all partitions, and kcat finds each of them once', async () => {
  kafka.createTopic('many', { partitions: 6 })
  const values = Array.from({ length: 5_000 }, (_, index) => `value ${index}`)

  const sent = await Promise.all(
    values.map((value) => producer.send({ topic: 'many', key: value, value })),
  )

  const read = await kcatRecords(kafka.brokers, 'many')
  const places = read.map(({ partition, offset, payload }) => `${partition}@${offset} ${payload}`)
  expect(places.sort()).toEqual(
    sent.map(({ partition, offset }, index) => `${partition}@${offset} ${values[index]}`).sort(),
  )
  expect(new Set(read.map(({ partition }) => partition)).size).toBe(6)
})

it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
  'compresses with %s what kcat reads',
  async (codec) => {
    kafka.createTopic(codec, { partitions: 1 })
    const compressing = createProducer({
      brokers: kafka.brokers,
      compression: codec,
      batchSizeBytes: 131_072,
    })
    const values = Array.from(
      { length: 2_000 },
      (_, index) => `${index} ${'again and '.repeat(20)}`,
    )

    await Promise.all(values.map((value) => compressing.send({ topic: codec, value })))
    await compressing.close()

    const stored = kafka.log(codec, 0).reduce((sum, { bytes }) => sum + bytes.length, 0)
    expect(stored).toBeLessThan(values.join('').length / 4)
    expect((await kcatRecords(kafka.brokers, codec)).map(({ payload }) => payload)).toEqual(values)
  },
)
