import 'reflect-metadata'
import { createProducer, type Producer } from '@headwater/core'
import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import { Inject, Injectable, Logger, Module } from '@nestjs/common'
import { Test, type TestingModule } from '@nestjs/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { InjectProducer } from './inject-producer.decorator.ts'
import { KafkaProducerModule } from './kafka-producer.module.ts'
import type { KafkaOptionsFactory, KafkaProducerModuleOptions } from './kafka-producer.options.ts'
import { getProducerToken } from './kafka-producer.tokens.ts'

let kafka: EmbeddedKafka
const open: TestingModule[] = []

beforeAll(async () => {
  Logger.overrideLogger(false)
  kafka = await startKafka({ brokers: 1 })
})

afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})

afterAll(async () => {
  await kafka.stop()
  Logger.overrideLogger(true)
})

@Injectable()
class OrderClock {
  readonly now = () => 17
}

@Injectable()
class Orders {
  readonly clock: OrderClock
  readonly producer: Producer

  constructor(clock: OrderClock, @InjectProducer() producer: Producer) {
    this.clock = clock
    this.producer = producer
  }
}

@Injectable()
class Audit {
  @InjectProducer('audit') readonly producer!: Producer
}

@Injectable()
class BrokerAddresses {
  readonly brokers = kafka.brokers
}

@Injectable()
class OptionsFromAddresses implements KafkaOptionsFactory {
  readonly #addresses: BrokerAddresses

  constructor(@Inject(BrokerAddresses) addresses: BrokerAddresses) {
    this.#addresses = addresses
  }

  createKafkaOptions(): KafkaProducerModuleOptions {
    return { brokers: this.#addresses.brokers }
  }
}

@Module({ providers: [BrokerAddresses], exports: [BrokerAddresses] })
class AddressModule {}

async function start(
  metadata: Parameters<typeof Test.createTestingModule>[0],
): Promise<TestingModule> {
  const app = await Test.createTestingModule(metadata).compile()
  open.push(app)
  return app.init()
}

describe('KafkaProducerModule.forRoot', () => {
  it('injects a connected producer beside an implicitly typed constructor parameter', async () => {
    const app = await start({
      imports: [KafkaProducerModule.forRoot({ brokers: kafka.brokers })],
      providers: [OrderClock, Orders],
    })

    const orders = app.get(Orders)

    expect(orders.clock).toBeInstanceOf(OrderClock)
    const metadata = await orders.producer.send({ topic: 'nest-orders', key: 'k', value: 'v' })
    expect(metadata).toMatchObject({ topic: 'nest-orders', offset: 0 })
    expect(kafka.records('nest-orders').map((record) => record.value?.toString())).toEqual(['v'])
  })

  it('tells named producers apart', async () => {
    const app = await start({
      imports: [
        KafkaProducerModule.forRoot({ brokers: kafka.brokers }),
        KafkaProducerModule.forRoot({ brokers: kafka.brokers, name: 'audit' }),
      ],
      providers: [OrderClock, Orders, Audit],
    })

    const producers = [app.get(Orders).producer, app.get(Audit).producer]

    expect(producers[0]).not.toBe(producers[1])
    for (const producer of producers) await producer.send({ topic: 'named', value: 'v' })
    expect(kafka.records('named')).toHaveLength(2)
  })

  it('refuses two producers of one name when the application is built', async () => {
    const twice = Test.createTestingModule({
      imports: [
        KafkaProducerModule.forRoot({ brokers: kafka.brokers, name: 'audit' }),
        KafkaProducerModule.forRoot({ brokers: kafka.brokers, name: 'audit' }),
      ],
    })

    await expect(twice.compile()).rejects.toThrow(
      '2 Kafka producers are registered under the name "audit"',
    )
  })

  it('counts a module object that is imported in two places as one', async () => {
    const shared = KafkaProducerModule.forRoot({ brokers: kafka.brokers, isGlobal: false })
    @Module({ imports: [shared], providers: [OrderClock, Orders], exports: [Orders] })
    class OrdersModule {}

    const app = await start({ imports: [OrdersModule, shared] })

    expect(app.get(Orders).producer).toBe(app.get(getProducerToken()))
  })

  it('is seen by modules that import it alone when it is not global', async () => {
    @Module({ providers: [OrderClock, Orders] })
    class OrdersModule {}
    const hidden = { brokers: kafka.brokers, isGlobal: false }

    const unseen = Test.createTestingModule({
      imports: [KafkaProducerModule.forRoot(hidden), OrdersModule],
    })

    await expect(unseen.compile()).rejects.toThrow('headwater:producer:default')
  })

  it('refuses an impossible option when the application is built', async () => {
    const wrong = Test.createTestingModule({
      imports: [KafkaProducerModule.forRoot({ brokers: kafka.brokers, lingerMs: -1 })],
    })

    await expect(wrong.compile()).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  it('hands out a producer that exists already, and leaves it open at the end', async () => {
    const producer = createProducer({ brokers: kafka.brokers })
    const app = await start({ imports: [KafkaProducerModule.forRoot({ producer })] })
    expect(app.get(getProducerToken())).toBe(producer)

    await open.pop()?.close()

    await expect(producer.send({ topic: 'handed-over', value: 'v' })).resolves.toMatchObject({
      offset: 0,
    })
    await producer.close({ timeoutMs: 5_000 })
  })

  it('makes, connects and closes nothing where a test puts its own producer', async () => {
    const fake = { send: () => Promise.resolve() }
    const app = await Test.createTestingModule({
      imports: [KafkaProducerModule.forRoot({ brokers: ['127.0.0.1:1'], startTimeoutMs: 1 })],
    })
      .overrideProvider(getProducerToken())
      .useValue(fake)
      .compile()
    open.push(app)

    await app.init()

    expect(app.get(getProducerToken())).toBe(fake)
  })

  it('keeps two applications of one process apart', async () => {
    const [one, other] = await Promise.all(
      ['one', 'other'].map((clientId) =>
        start({ imports: [KafkaProducerModule.forRoot({ brokers: kafka.brokers, clientId })] }),
      ),
    )

    await open.shift()?.close()

    const closed = one?.get<Producer>(getProducerToken())
    const running = other?.get<Producer>(getProducerToken())
    await expect(closed?.send({ topic: 'apart', value: 'v' })).rejects.toMatchObject({
      code: 'PRODUCER_CLOSED',
    })
    await expect(running?.send({ topic: 'apart', value: 'v' })).resolves.toMatchObject({
      offset: 0,
    })
  })
})

describe('KafkaProducerModule.forRootAsync', () => {
  it.each([
    [
      'useFactory',
      KafkaProducerModule.forRootAsync({
        imports: [AddressModule],
        inject: [BrokerAddresses],
        useFactory: (addresses: BrokerAddresses) => ({ brokers: addresses.brokers }),
      }),
    ],
    [
      'useFactory with a promise',
      KafkaProducerModule.forRootAsync({ useFactory: async () => ({ brokers: kafka.brokers }) }),
    ],
    [
      'useClass',
      KafkaProducerModule.forRootAsync({
        imports: [AddressModule],
        useClass: OptionsFromAddresses,
      }),
    ],
    [
      'useClass with extra providers',
      KafkaProducerModule.forRootAsync({
        extraProviders: [BrokerAddresses],
        useClass: OptionsFromAddresses,
      }),
    ],
  ])('takes its options from %s', async (_, module) => {
    const app = await start({ imports: [module], providers: [OrderClock, Orders] })

    await expect(
      app.get(Orders).producer.send({ topic: 'async', value: 'v' }),
    ).resolves.toMatchObject({
      topic: 'async',
    })
  })

  it('takes its options from a provider that exists already, under a name', async () => {
    @Module({
      imports: [AddressModule],
      providers: [OptionsFromAddresses],
      exports: [OptionsFromAddresses],
    })
    class OptionsModule {}

    const app = await start({
      imports: [
        KafkaProducerModule.forRootAsync({
          name: 'audit',
          imports: [OptionsModule],
          useExisting: OptionsFromAddresses,
        }),
      ],
      providers: [Audit],
    })

    await app.get(Audit).producer.send({ topic: 'async-named', value: 'v' })
    expect(kafka.records('async-named')).toHaveLength(1)
  })
})
