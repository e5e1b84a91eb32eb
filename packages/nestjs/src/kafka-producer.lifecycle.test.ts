import 'reflect-metadata'
import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { Producer } from '@headwater/core'
import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import {
  Controller,
  type INestApplication,
  Logger,
  type LoggerService,
  Module,
  Post,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Test } from '@nestjs/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { InjectProducer } from './inject-producer.decorator.ts'
import { KafkaProducerLifecycle } from './kafka-producer.lifecycle.ts'
import { KafkaProducerModule } from './kafka-producer.module.ts'
import { type KafkaProducerModuleOptions, resolveModuleOptions } from './kafka-producer.options.ts'
import { getProducerToken } from './kafka-producer.tokens.ts'

const lines: string[] = []
let kafka: EmbeddedKafka
let app: INestApplication | undefined

beforeAll(async () => {
  kafka = await startKafka({ brokers: 1 })
})

beforeEach(() => {
  lines.splice(0)
  const record = (line: unknown) => lines.push(String(line))
  const sink: LoggerService = { log: record, warn: record, error: record, debug: record }
  Logger.overrideLogger(sink)
})

afterEach(async () => {
  await app?.close()
  app = undefined
  Logger.overrideLogger(true)
})

afterAll(async () => {
  await kafka.stop()
})

describe('the start of an application', () => {
  it('fails within its deadline when no broker answers, and says how to start without', async () => {
    const port = await closedPort()
    const building = await Test.createTestingModule({
      imports: [
        KafkaProducerModule.forRoot({ brokers: [`127.0.0.1:${port}`], startTimeoutMs: 50 }),
      ],
    }).compile()

    await expect(building.init()).rejects.toThrow(
      /^Producer "default" found no broker within 50 ms: [^]*connect: 'background'/,
    )
    const producer = building.get<Producer>(getProducerToken())
    await expect(producer.send({ topic: 'never', value: 'v' })).rejects.toMatchObject({
      code: 'PRODUCER_CLOSED',
    })
  })

  it('L34: succeeds without Kafka in the background, and delivers once Kafka is there', async () => {
    const port = await closedPort()
    const brokers = [`127.0.0.1:${port}`]
    const module = await Test.createTestingModule({
      imports: [KafkaProducerModule.forRoot({ brokers, connect: 'background' })],
    }).compile()
    app = module.createNestApplication({ logger: false })
    await app.init()
    const sent = app.get<Producer>(getProducerToken()).send({ topic: 'late', value: 'early' })

    const late = await startKafka({ brokers: 1, port })

    await expect(sent).resolves.toMatchObject({ topic: 'late', offset: 0 })
    expect(late.records('late').map((record) => record.value?.toString())).toEqual(['early'])
    await app.close()
    app = undefined
    await late.stop()
  })

  it('connects to nothing when told so', async () => {
    const port = await closedPort()
    const module = await Test.createTestingModule({
      imports: [KafkaProducerModule.forRoot({ brokers: [`127.0.0.1:${port}`], connect: 'manual' })],
    }).compile()
    app = module.createNestApplication({ logger: false })

    await app.init()

    expect(lines).toEqual([])
  })
})

const moments = new EventEmitter<{ request: []; refused: [] }>()

@Controller()
class SlowController {
  readonly #producer: Producer

  constructor(@InjectProducer() producer: Producer) {
    this.#producer = producer
  }

  @Post('slow')
  async send(): Promise<unknown> {
    const refused = once(moments, 'refused')
    moments.emit('request')
    await refused
    return this.#producer.send({ topic: 'last-words', value: 'v' })
  }
}

describe('the end of an application', () => {
  it('stores what a request sends while the HTTP server shuts down', async () => {
    @Module({
      imports: [KafkaProducerModule.forRoot({ brokers: kafka.brokers })],
      controllers: [SlowController],
    })
    class SlowModule {}
    const slow = await NestFactory.create(SlowModule, { abortOnError: false })
    await slow.listen(0, '127.0.0.1')
    const arrived = once(moments, 'request')
    const request = fetch(`${await slow.getUrl()}/slow`, {
      method: 'POST',
      headers: { connection: 'close' },
    })
    await arrived

    const closing = slow.close()
    // The server refuses connections from here on: the earlier hooks are done.
    await vi.waitUntil(() => !slow.getHttpServer().listening, { timeout: 30_000 })
    moments.emit('refused')
    await closing

    const response = await request
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ topic: 'last-words', offset: 0 })
    expect(kafka.records('last-words')).toHaveLength(1)
    expect(lines.at(-1)).toBe('Producer "default" flushed and closed')
  })

  it('delivers what is buffered before it closes', async () => {
    const module = await Test.createTestingModule({
      imports: [KafkaProducerModule.forRoot({ brokers: kafka.brokers, lingerMs: 60_000 })],
    }).compile()
    await module.init()
    const sent = module.get<Producer>(getProducerToken()).send({ topic: 'buffered', value: 'v' })

    await module.close()

    await expect(sent).resolves.toMatchObject({ topic: 'buffered', offset: 0 })
  })

  it('flushes a producer of somebody else and leaves it open', async () => {
    const { producer, lifecycle } = lifecycleOf({})

    await lifecycle.onApplicationShutdown()

    expect(producer.flush).toHaveBeenCalledWith({ timeoutMs: 10_000 })
    expect(producer.close).not.toHaveBeenCalled()
    expect(lines).toEqual(['Producer "default" flushed'])
  })

  it('never throws: what went wrong is one line in the log, and the producer is closed', async () => {
    const { producer, lifecycle } = lifecycleOf({ closeOnShutdown: true, shutdownTimeoutMs: 7_000 })
    producer.flush.mockRejectedValue(new Error('3 batches are not settled'))

    await expect(lifecycle.onApplicationShutdown()).resolves.toBeUndefined()

    expect(producer.flush).toHaveBeenCalledWith({ timeoutMs: 7_000 })
    expect(producer.close).toHaveBeenCalledOnce()
    expect(lines).toEqual([
      'Producer "default" could not deliver everything: 3 batches are not settled',
    ])
  })

  it('spends one time on flushing and closing together', async () => {
    vi.useFakeTimers()
    const { producer, lifecycle } = lifecycleOf({ closeOnShutdown: true, shutdownTimeoutMs: 7_000 })
    producer.flush.mockImplementation(() => {
      vi.advanceTimersByTime(5_000)
      return Promise.resolve()
    })

    await lifecycle.onApplicationShutdown()

    vi.useRealTimers()
    expect(producer.close).toHaveBeenCalledWith({ timeoutMs: 2_000 })
  })

  it('ends an attempt to connect in the background', async () => {
    const { producer, lifecycle } = lifecycleOf({ connect: 'background' })
    const failure = Object.assign(new Error('nobody there'), { retriable: true })
    producer.connect.mockRejectedValue(failure)
    await lifecycle.onModuleInit()
    await vi.waitUntil(() => lines.length === 1, { timeout: 30_000 })

    await lifecycle.onApplicationShutdown()

    expect(producer.connect).toHaveBeenCalledTimes(1)
    expect(lines).toEqual([
      'Producer "default" goes on connecting in the background: nobody there',
      'Producer "default" flushed',
    ])
  })
})

function lifecycleOf(options: Omit<KafkaProducerModuleOptions, 'producer' | 'brokers'>) {
  const producer = {
    connect: vi.fn(() => Promise.resolve()),
    flush: vi.fn(() => Promise.resolve()),
    close: vi.fn(() => Promise.resolve()),
  }
  const given = { ...options, producer: producer as unknown as Producer }
  const lifecycle = new KafkaProducerLifecycle(resolveModuleOptions('default', given))
  lifecycle.open()
  return { producer, lifecycle }
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
