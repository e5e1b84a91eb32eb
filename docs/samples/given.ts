import type * as core from '@headwater/core'
import type * as nestjs from '@headwater/nestjs'
import type * as testing from '@headwater/testing'
import type { DynamicModule } from '@nestjs/common'
import type * as nestTesting from '@nestjs/testing'
import type { Express, Response } from 'express'

/** What samples of the documentation take as given when they do not make it themselves. */
declare global {
  interface Order {
    readonly id: string
    readonly customer: string
    readonly total: number
  }
  type ProducerError = core.ProducerError
  const createProducer: typeof core.createProducer
  const producer: core.Producer
  /** `producer.topic(orderTopic)` */
  const orders: core.TopicProducer<string, Order>
  const order: Order
  const lines: AsyncIterable<string>
  const certificateAuthority: string

  const kafka: testing.EmbeddedKafka
  const createMemoryKafka: typeof testing.createMemoryKafka
  const createMemoryNetwork: typeof testing.createMemoryNetwork
  const ManualClock: typeof testing.ManualClock
  const DeliveryLedger: typeof testing.DeliveryLedger
  const client: core.Producer
  const record: core.ProducerRecord
  const app: Express
  const response: Response
  const socket: import('node:net').Socket

  const KafkaProducerModule: typeof nestjs.KafkaProducerModule
  const getProducerToken: typeof nestjs.getProducerToken
  const Test: typeof nestTesting.Test
  const fakeProducer: core.Producer
  class AppModule {}
  /** Of `@nestjs/config`, which is not installed here. */
  const ConfigModule: DynamicModule
  class ConfigService {
    getOrThrow(name: string): string
  }
}
