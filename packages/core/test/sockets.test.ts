import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type EmbeddedKafka, type KafkaOptions, startKafka } from '@headwater/testing'
import { type IHeaders, Kafka, logLevel } from 'kafkajs'
import { afterEach, describe, expect, it } from 'vitest'
import { createNodeSocketFactory } from '../src/network/node-socket-factory.ts'
import type { SocketFactory } from '../src/network/socket-factory.ts'
import { createProducer } from '../src/producer/create-producer.ts'
import type { Producer } from '../src/producer/producer.ts'
import type { ProducerOptions } from '../src/producer/producer-options.ts'
import { testAuthority, testIdentity } from './certificates/test-certificate.ts'

/** Far above what it takes, far below any time-out of the producer: an end in here was no time-out. */
const SOON_MS = 5_000

const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function start(options: KafkaOptions = {}): Promise<EmbeddedKafka> {
  const kafka = await startKafka(options)
  ends.push(() => kafka.stop())
  return kafka
}

function connectTo(options: ProducerOptions): Producer {
  const producer = createProducer({ logger: 'silent', ...options })
  ends.push(() => producer.close({ timeoutMs: 100 }))
  return producer
}

/** Serves on a free port of 127.0.0.1. */
async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Read {
  readonly partition: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: IHeaders | undefined
}

/** What kafkajs's consumer reads of a topic, up to `count` records. */
async function readWithKafkajs(brokers: string[], topic: string, count: number): Promise<Read[]> {
  const client = new Kafka({ brokers, clientId: 'reader', logLevel: logLevel.NOTHING })
  const consumer = client.consumer({ groupId: 'readers', maxWaitTimeInMs: 50 })
  ends.push(() => consumer.disconnect())
  const read: Read[] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ partition, message: { key, value, headers } }) => {
        read.push({
          partition,
          key: key === null ? null : key.toString(),
          value: value === null ? null : value.toString(),
          headers,
        })
        if (read.length === count) resolve()
        return Promise.resolve()
      },
    })
  })
  return read
}

describe('a producer over sockets', () => {
  it('is read by kafkajs: keys, headers, nulls, order', async () => {
    const kafka = await start({ brokers: 3 })
    kafka.createTopic('orders', { partitions: 3 })
    const producer = connectTo({ brokers: kafka.brokers, batchSizeBytes: 512 })

    const metadata = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        producer.send({ topic: 'orders', key: `k${index % 7}`, value: `${index} – ü` }),
      ),
    )
    await producer.send({
      topic: 'orders',
      partition: 0,
      key: null,
      value: null,
      headers: { source: 'web', empty: '' },
    })
    const read = await readWithKafkajs(kafka.brokers, 'orders', 301)

    for (let key = 0; key < 7; key++) {
      const ofKey = read.filter((record) => record.key === `k${key}`)
      const numbers = ofKey.map(({ value }) => Number.parseInt(value ?? '', 10))
      expect(numbers).toEqual(Array.from({ length: ofKey.length }, (_, turn) => turn * 7 + key))
      expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1)
      expect(metadata[key]?.partition).toBe(ofKey[0]?.partition)
    }
    expect(read.find(({ value }) => value === '8 – ü')).toMatchObject({ key: 'k1' })
    expect(read.find(({ value }) => value === null)).toMatchObject({
      partition: 0,
      key: null,
      headers: { source: Buffer.from('web'), empty: Buffer.from('') },
    })
    expect(kafka.violations()).toEqual([])
  })

  it('speaks TLS to a broker whose authority it knows', async () => {
    const kafka = await start({ tls: testIdentity('broker') })
    const producer = connectTo({ brokers: kafka.brokers, ssl: { ca: testAuthority() } })

    expect(await producer.send({ topic: 't', value: 'secret' })).toMatchObject({ offset: 0 })
    expect(kafka.records('t')[0]?.value?.toString()).toBe('secret')
  })

  it('heals when sockets cannot be made for a while, as with EMFILE (S68)', async () => {
    const kafka = await start()
    const real = createNodeSocketFactory(false)
    let refusals = 0
    const socketFactory: SocketFactory = {
      connect: (target, listener) => {
        if (refusals < 5) {
          refusals++
          setImmediate(() => {
            listener.onError(Object.assign(new Error('connect EMFILE'), { code: 'EMFILE' }))
            listener.onClose()
          })
          return { write: () => {}, destroy: () => {}, bufferedBytes: 0 }
        }
        return real.connect(target, listener)
      },
    }
    const producer = connectTo({
      brokers: kafka.brokers,
      socketFactory,
      reconnectBackoffMs: 1,
      retryBackoffMs: 1,
    })

    expect(await producer.send({ topic: 't', value: '' })).toMatchObject({ offset: 0 })
    expect(refusals).toBe(5)
  })
})

describe('connect names what is wrong', () => {
  async function failure(options: ProducerOptions): Promise<{ code: string; message: string }> {
    const producer = connectTo(options)
    const startedAt = performance.now()
    const error = await producer.connect().then(
      () => new Error('it connected'),
      (reason: Error) => reason,
    )
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS)
    return error as Error & { code: string }
  }

  it('every address where nobody listens, and why', async () => {
    const gone = await start({ brokers: 2 })
    await gone.stop()

    const { code, message } = await failure({ brokers: gone.brokers })

    expect(code).toBe('BROKERS_UNREACHABLE')
    for (const address of gone.brokers) expect(message).toContain(address)
    expect(message).toContain('ECONNREFUSED')
  })

  it('a certificate of an authority that is not trusted (S76)', async () => {
    const kafka = await start({ tls: testIdentity('broker') })

    const { code, message } = await failure({ brokers: kafka.brokers, ssl: true })

    expect(code).toBe('TLS_FAILED')
    expect(message).toMatch(/certificate|authority/)
    expect(kafka.requests()).toEqual([])
  })

  it.each(['self-signed', 'expired'] as const)(
    'a certificate that is %s (S76)',
    async (identity) => {
      const kafka = await start({ tls: testIdentity(identity) })

      const { code, message } = await failure({
        brokers: kafka.brokers,
        ssl: { ca: testAuthority() },
      })

      expect(code).toBe('TLS_FAILED')
      expect(message).toMatch(identity === 'expired' ? /expired/ : /no authority/)
      expect(kafka.requests()).toEqual([])
    },
  )

  it('plaintext spoken to a TLS port (S78)', async () => {
    const kafka = await start({ tls: testIdentity('broker') })

    expect((await failure({ brokers: kafka.brokers })).message).toMatch(/TLS|ssl/)
  })

  it('TLS spoken to a plaintext port (S78)', async () => {
    const kafka = await start()

    expect((await failure({ brokers: kafka.brokers, ssl: true })).message).toMatch(/plaintext|ssl/)
  })

  it('an HTTP server (S78)', async () => {
    const address = await listen(createHttpServer((_, response) => response.end('hello')))

    expect((await failure({ brokers: [address] })).message).toContain('HTTP')
  })

  it('a server that says nothing, when the caller’s time is up', async () => {
    const address = await listen(createServer())
    const producer = connectTo({ brokers: [address] })

    await expect(producer.connect({ timeoutMs: 50 })).rejects.toMatchObject({
      code: 'BROKERS_UNREACHABLE',
      retriable: true,
    })
  })

  it('and connects when it is tried again on a cluster that came up', async () => {
    const kafka = await start()
    await kafka.kill(1)
    const producer = connectTo({ brokers: kafka.brokers })
    await expect(producer.connect()).rejects.toMatchObject({ code: 'BROKERS_UNREACHABLE' })

    await kafka.restart(1)

    await producer.connect()
  })
})
