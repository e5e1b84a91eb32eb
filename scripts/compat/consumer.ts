// Compiled, never run: what an application's compiler makes of the declarations.
import {
  type CompressionCodec,
  createProducer,
  DEFAULT_PRODUCER_OPTIONS,
  defineTopic,
  isProducerError,
  json,
  type Partitioner,
  type Producer,
  type ProducerOptions,
  type RecordMetadata,
  string,
  type TopicProducer,
} from '@headwater/core'
import { kafka, kafkaErrorHandler, producerErrorAnswer } from '@headwater/express'
import { InjectProducer, KafkaProducerModule } from '@headwater/nestjs'
import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import { Injectable, Module } from '@nestjs/common'
import express from 'express'

interface Order {
  readonly id: string
  readonly total: number
}

const orderTopic = defineTopic('orders', { key: string(), value: json<Order>() })
const partitioner: Partitioner = { partition: ({ partitionCount }) => partitionCount - 1 }
const options: ProducerOptions = { brokers: ['localhost:9092'], compression: 'zstd', partitioner }

const ORDER: Order = { id: 'o-1', total: 12 }

export async function sendOrders(embedded: EmbeddedKafka): Promise<RecordMetadata> {
  await using producer = createProducer({ ...options, brokers: embedded.brokers })
  const orders: TopicProducer<string, Order> = producer.topic(orderTopic)
  // @ts-expect-error: the total is missing, which the topic's type must notice
  await orders.send({ key: 'o-1', value: { id: 'o-1' } }).catch(codeOf)
  return orders.send({ key: 'o-1', value: ORDER })
}

export function codeOf(error: unknown): string | undefined {
  return isProducerError(error) ? `${error.code} ${error.persisted}` : undefined
}

export function application(producer: Producer): express.Express {
  const app = express()
  app.use(kafka({ producer }))
  app.post('/', async (request, response) => {
    try {
      const { offset } = await request.kafka.topic(orderTopic).send({ key: 'k', value: ORDER })
      response.json({ offset })
    } catch (error) {
      const answer = isProducerError(error) ? producerErrorAnswer(error) : undefined
      if (answer === undefined) throw error
      response.status(answer.status).json(answer.body)
    }
  })
  app.use(kafkaErrorHandler())
  return app
}

@Injectable()
export class Orders {
  readonly sender: TopicProducer<string, Order>

  constructor(@InjectProducer() producer: Producer) {
    this.sender = producer.topic(orderTopic)
  }
}

@Module({ imports: [KafkaProducerModule.forRoot(options)], providers: [Orders] })
export class OrdersModule {}

export const codecs: readonly CompressionCodec[] = []
export const bufferMemoryBytes: number = DEFAULT_PRODUCER_OPTIONS.bufferMemoryBytes
export const start: () => Promise<EmbeddedKafka> = () => startKafka({ brokers: 3 })
