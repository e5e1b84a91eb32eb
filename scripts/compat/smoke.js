// Runs on the oldest Node that `engines` names, with the packages as npm installs them.
import assert from 'node:assert/strict'
import { createProducer, defineTopic, json, string } from '@headwater/core'
import { kafkaErrorHandler, kafka as kafkaMiddleware } from '@headwater/express'
import { getProducerToken, KafkaProducerModule } from '@headwater/nestjs'
import { startKafka } from '@headwater/testing'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import express from 'express'

const COMPRESSION_IDS = { none: 0, gzip: 1, zstd: 4 }

const kafka = await startKafka({ brokers: 3 })
try {
  for (const compression of Object.keys(COMPRESSION_IDS)) await sendCompressed(compression)
  await answerExpress()
  await startNest()
  assert.deepEqual(kafka.violations(), [])
  console.log(`Node ${process.versions.node}: everything was stored as it was sent`)
} finally {
  await kafka.stop()
}

async function sendCompressed(compression) {
  const topic = `orders-${compression}`
  kafka.createTopic(topic, { partitions: 3 })
  const producer = createProducer({ brokers: kafka.brokers, logger: 'silent', compression })
  const orders = producer.topic(defineTopic(topic, { key: string(), value: json() }))
  const first = await orders.send({ key: 'o-0', value: { total: 0 }, headers: { source: 'smoke' } })
  assert.equal(first.offset, 0)
  const sends = Array.from({ length: 500 }, (_, total) =>
    orders.send({ key: `o-${total % 7}`, value: { total: total + 1 } }),
  )
  await producer.flush({ timeoutMs: 10_000 })
  const partitionOfKey = new Map(
    (await Promise.all(sends)).map((sent, index) => [index % 7, sent.partition]),
  )
  const stored = kafka.records(topic)
  assert.deepEqual(
    stored
      .map(({ value }) => JSON.parse(String(value)).total)
      .toSorted((one, other) => one - other),
    Array.from({ length: 501 }, (_, total) => total),
  )
  for (const { key, partition } of stored) {
    assert.equal(partition, partitionOfKey.get(Number(String(key).slice(2))))
  }
  // One small record alone leaves as it is, since compressing it would make it larger.
  const used = kafka.log(topic, first.partition).map(({ header }) => header.compression)
  assert.equal(used.at(-1), COMPRESSION_IDS[compression])
  await producer.close({ timeoutMs: 5_000 })
}

async function answerExpress() {
  kafka.createTopic('visits')
  const producer = createProducer({ brokers: kafka.brokers, logger: 'silent' })
  const app = express()
  app.use(kafkaMiddleware({ producer }))
  app.get('/', async (request, response) => {
    response.json(await request.kafka.send({ topic: 'visits', value: 'one' }))
  })
  app.use(kafkaErrorHandler())
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/`)
  assert.equal(answer.status, 200)
  assert.equal((await answer.json()).offset, 0)
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
  await producer.close({ timeoutMs: 5_000 })
}

async function startNest() {
  class Application {}
  Module({ imports: [KafkaProducerModule.forRoot({ brokers: kafka.brokers, logger: 'silent' })] })(
    Application,
  )
  const app = await NestFactory.createApplicationContext(Application, { logger: false })
  const { offset } = await app.get(getProducerToken()).send({ topic: 'visits', value: 'two' })
  assert.equal(offset, 1)
  await app.close()
}
