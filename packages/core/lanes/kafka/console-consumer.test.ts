import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWithConsoleConsumer } from '../../../../scripts/kafka/src/console-consumer.ts'
import { createProducer, type Producer } from '../../src/index.ts'

const BROKERS = process.env['KAFKA_BROKERS'] ?? ''
const JARS = process.env['KAFKA_JARS'] ?? ''

let producer: Producer
let topic: string

beforeAll(async () => {
  topic = `console-${randomUUID()}`
  producer = createProducer({ brokers: BROKERS.split(',') })
  await producer.ensureTopics([{ topic, partitions: 1, replicationFactor: 1 }])
})

afterAll(() => producer.close())

it("stores bytes, keys and headers so that Apache Kafka's console consumer reads them back", async () => {
  const binary = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).subarray(32)
  const records = [
    { key: 'o-1', value: 'Grüße, 世界', headers: { source: 'web', attempt: '2' } },
    { key: binary, value: Buffer.concat([Buffer.of(0, 10, 13), binary]) },
    { key: null, value: '' },
    { key: 'gone', value: null },
  ]

  const sent = await Promise.all(records.map((record) => producer.send({ topic, ...record })))

  expect(sent.map(({ offset }) => offset)).toEqual([0, 1, 2, 3])
  const read = await readWithConsoleConsumer({ brokers: BROKERS, jars: JARS, topic, count: 4 })
  expect(read).toEqual([
    {
      partition: 0,
      offset: 0,
      headers: ['source:web', 'attempt:2'],
      key: 'o-1',
      value: latin1('Grüße, 世界'),
    },
    { partition: 0, offset: 1, headers: [], key: latin1(binary), value: `\0\n\r${latin1(binary)}` },
    { partition: 0, offset: 2, headers: [], key: null, value: '' },
    { partition: 0, offset: 3, headers: [], key: 'gone', value: null },
  ])
})

it('stores ten thousand records of one producer in their order', async () => {
  const ordered = `${topic}-ordered`
  await producer.ensureTopics([{ topic: ordered, partitions: 1, replicationFactor: 1 }])
  const values = Array.from({ length: 10_000 }, (_, index) => `value ${index}`)

  await Promise.all(values.map((value) => producer.send({ topic: ordered, value })))

  const options = { brokers: BROKERS, jars: JARS, topic: ordered, count: values.length }
  const read = await readWithConsoleConsumer(options)
  expect(read.map(({ value }) => value)).toEqual(values)
})

it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
  'compresses with %s what Java reads',
  async (codec) => {
    const compressed = `${topic}-${codec}`
    await producer.ensureTopics([{ topic: compressed, partitions: 1, replicationFactor: 1 }])
    const values = Array.from(
      { length: 3_000 },
      (_, index) => `${index} ${'again and '.repeat(index % 40)}`,
    )
    // In the turn with the first, in a thread with the second; one record for more than one block of snappy and LZ4.
    const sizes = [4_096, 262_144]
    const large = 'a large one, '.repeat(20_000)

    for (const batchSizeBytes of sizes) {
      const sender = createProducer({
        brokers: BROKERS.split(','),
        compression: codec,
        batchSizeBytes,
      })
      await Promise.all(values.map((value) => sender.send({ topic: compressed, value })))
      await sender.send({ topic: compressed, value: large })
      await sender.close()
    }

    const expected = [...values, large, ...values, large]
    const options = { brokers: BROKERS, jars: JARS, topic: compressed, count: expected.length }
    const read = await readWithConsoleConsumer(options)
    expect(read.map(({ value }) => value)).toEqual(expected)
  },
)

/** The bytes of a value, each as one character, as the console's output is read. */
function latin1(value: string | Buffer): string {
  return Buffer.from(value).toString('latin1')
}
