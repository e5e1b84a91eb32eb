import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import { CompressionCodecs, CompressionTypes, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { COMPRESSION_ID } from '../src/compression/compression-id.ts'
import { createProducer } from '../src/producer/create-producer.ts'
import { decompress } from './decompress.ts'

const RECORDS = 500
const valueOf = (index: number): string =>
  JSON.stringify({ id: `o-${index}`, customer: `c-${index % 17}`, note: 'as ordered, '.repeat(20) })

let kafka: EmbeddedKafka
const ends: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  kafka = await startKafka()
  // kafkajs itself knows gzip alone.
  for (const [codec, type] of [
    ['snappy', CompressionTypes.Snappy],
    ['lz4', CompressionTypes.LZ4],
    ['zstd', CompressionTypes.ZSTD],
  ] as const) {
    CompressionCodecs[type] = () => ({
      compress: () => Promise.reject(new Error('Only reads')),
      decompress: (records: Buffer) => Promise.resolve(decompress(codec, records)),
    })
  }
})

afterAll(async () => {
  for (const end of ends.reverse()) await end()
  await kafka.stop()
})

// Batches of 4 KiB are compressed in the turn, those of 128 KiB in a thread.
it.each(
  (['gzip', 'snappy', 'lz4', 'zstd'] as const).flatMap((codec) =>
    [4_096, 131_072].map((batchSizeBytes) => ({ codec, batchSizeBytes })),
  ),
)('kafkajs reads $codec in batches of $batchSizeBytes bytes', async (given) => {
  const { codec, batchSizeBytes } = given
  const topic = `${codec}-${batchSizeBytes}`
  kafka.createTopic(topic)
  const producer = createProducer({
    brokers: kafka.brokers,
    logger: 'silent',
    compression: codec,
    batchSizeBytes,
  })
  ends.push(() => producer.close())
  await producer.partitionsFor(topic)
  const values = Array.from({ length: RECORDS }, (_, index) => valueOf(index))

  await Promise.all(values.map((value) => producer.send({ topic, key: 'k', value })))

  const ids = kafka.log(topic, 0).map(({ header }) => header.compression)
  expect(new Set(ids)).toEqual(new Set([COMPRESSION_ID[codec]]))
  expect(await readWithKafkajs(topic)).toEqual(values)
  expect(kafka.violations()).toEqual([])
})

async function readWithKafkajs(topic: string): Promise<(string | undefined)[]> {
  const client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING })
  const consumer = client.consumer({ groupId: `readers-of-${topic}`, maxWaitTimeInMs: 50 })
  ends.push(() => consumer.disconnect())
  const read: (string | undefined)[] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  return new Promise((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error))
    consumer
      .run({
        eachMessage: ({ message }) => {
          if (read.push(message.value?.toString()) === RECORDS) resolve(read)
          return Promise.resolve()
        },
      })
      .catch(reject)
  })
}
