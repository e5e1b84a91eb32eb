import { describe, expect, it } from 'vitest'
import { string } from '../src/serialization/string-serializer.ts'
import { defineTopic } from '../src/serialization/topic-definition.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const NO_SIGNAL = { aborted: false } as unknown as AbortSignal
/** As some stand-ins are: nobody could stop listening to it. */
const HALF_A_SIGNAL = { aborted: false, addEventListener: () => {} } as unknown as AbortSignal

describe('a caller that hands over nonsense', () => {
  it.each([
    ['flush', { signal: NO_SIGNAL }],
    ['connect', { signal: HALF_A_SIGNAL }],
    ['flush', { timeoutMs: Number.NaN }],
    ['ready', { signal: NO_SIGNAL }],
    ['connect', { timeoutMs: -1 }],
    ['close', { timeoutMs: Number.NaN }],
    ['flush', 5_000],
    ['close', 5_000],
    ['close', { timeout: 5_000 }],
    ['ready', { timeout: 5_000 }],
    ['connect', null],
    ['close', null],
  ] as const)('is told so by %s(%j), and the producer goes on', async (method, options) => {
    const { clock, producer, until } = startVirtualCluster()
    const sender = producer()
    const sent = sender.send({ topic: 't', value: 'x' })

    await expect(sender[method](options as never)).rejects.toMatchObject({ code: 'INVALID_OPTION' })

    expect(await until(sent)).toMatchObject({ offset: 0 })
    expect(await until(sender.send({ topic: 't', value: 'y' }))).toMatchObject({ offset: 1 })
    expect(clock.processHeld).toBe(false)
  })

  it('is told so by send, whose signal could not be left again', async () => {
    const { producer, until } = startVirtualCluster()
    const sender = producer()

    const sent = sender.send({ topic: 't', value: 'x' }, { signal: HALF_A_SIGNAL })

    await expect(until(sent)).rejects.toMatchObject({ code: 'INVALID_OPTION', persisted: 'no' })
    expect(await until(sender.send({ topic: 't', value: 'y' }))).toMatchObject({ offset: 0 })
  })

  it('is told so by ensureTopics and partitionsFor, in a promise', async () => {
    const { producer, until } = startVirtualCluster()
    const sender = producer()
    const invalid = { code: 'INVALID_OPTION' }

    await expect(until(sender.ensureTopics([], null as never))).rejects.toMatchObject(invalid)
    await expect(until(sender.partitionsFor('t', 5 as never))).rejects.toMatchObject(invalid)
  })

  it('is told so by topic and with, at once', () => {
    const { producer } = startVirtualCluster()
    const sender = producer()
    const invalid = expect.objectContaining({ code: 'INVALID_OPTION' })

    expect(() => sender.topic('orders' as never)).toThrow(invalid)
    expect(() => sender.topic(null as never)).toThrow(invalid)
    expect(() => sender.with({ header: { a: 'b' } } as never)).toThrow(invalid)
    expect(() => sender.with(5 as never)).toThrow(invalid)
    expect(() => sender.trySend({ topic: 't', value: '' }, 5 as never)).toThrow(invalid)
  })

  it.each([[5], [[null]], [[{ topic: 'q', partition: 3 }]], [[{ topic: 'q', config: { a: 5 } }]]])(
    'is told so by ensureTopics(%j), and nothing is created',
    async (topics) => {
      const { kafka, producer, until } = startVirtualCluster()

      await expect(until(producer().ensureTopics(topics as never))).rejects.toMatchObject({
        code: 'INVALID_OPTION',
      })
      expect(kafka.requests()).toEqual([])
    },
  )

  it('may name topics in any list to ensureTopics, and change the list afterwards', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const topics = new Set([{ topic: 'a' }, { topic: 'b' }])

    const ensured = producer().ensureTopics(topics as never)
    topics.clear()
    await until(ensured)

    expect([...kafka.cluster.state.topics].map(({ name }) => name).toSorted()).toEqual(['a', 'b'])
  })

  it('S60: does no harm with a partitioner that aborts the record that it is asked about', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const abort = new AbortController()
    const sender = producer({
      partitioner: ({ valueBytes }) => {
        if (String(valueBytes) === '1') abort.abort()
        return 0
      },
    })

    const outcomes = await until(
      Promise.allSettled([
        sender.send({ topic: 't', value: '0' }),
        sender.send({ topic: 't', value: '1' }, { signal: abort.signal }),
        sender.send({ topic: 't', value: '2' }),
      ]),
    )

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(kafka.records('t').map(({ value }) => String(value))).toEqual(['0', '2'])
    expect(clock.processHeld).toBe(false)
  })

  it('S60: asks a prepare that hangs once per maxBlockMs, however many records wait', async () => {
    const { clock, producer } = startVirtualCluster()
    let prepares = 0
    const value = {
      prepare: () => {
        prepares++
        return new Promise<void>(() => {})
      },
      serialize: (text: string) => text,
    }
    const sender = producer({ maxBlockMs: 1_000 }).topic(defineTopic('t', { key: string(), value }))
    for (let step = 0; step < 500; step++) {
      sender.send({ value: 'x' }).catch(() => {})
      clock.advance(10)
      await Promise.resolve()
    }

    expect(prepares).toBeLessThanOrEqual(6)
  })
})

describe('a broker with something wrong', () => {
  it('does not make a stored batch a surely lost one when it speaks no Produce any more', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer()
    await until(sender.send({ topic: 't', value: '0' }))
    const applied = kafka.faults.on({ api: 'Produce', nth: 1 }).applyThenDisconnect()
    // The range of Produce, 0 to 13, becomes 99 to 99 in every further answer.
    const range = Buffer.from([0, 0, 0, 0, 0, 13])
    kafka.faults.on({ api: 'ApiVersions' }).corrupt((response) => {
      const at = response.indexOf(range)
      if (at > 0) response.writeInt32BE(0x0063_0063, at + 2)
      return response
    })

    const [outcome] = await until(Promise.allSettled([sender.send({ topic: 't', value: '1' })]))

    expect(applied.fired).toBe(1)
    expect(kafka.records('t')).toHaveLength(2)
    expect(outcome).toMatchObject({
      reason: { code: 'UNSUPPORTED_VERSION', persisted: 'possibly', topic: 't', attempts: 1 },
    })
  })

  it('gives producer id −1 and is asked again', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const rule = kafka.faults.on({ api: 'InitProducerId', nth: 1 }).corrupt((response) => {
      response.writeBigInt64BE(-1n, response.length - 11)
      return response
    })

    await until(producer().send({ topic: 't', value: '0' }))

    expect(rule.fired).toBe(1)
    expect(kafka.log('t', 0)[0]?.header.producerId).toBeGreaterThanOrEqual(0n)
  })

  it('lets a quiet partition through although others always have full batches', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ latencyMs: 5 })
    kafka.createTopic('t', { partitions: 12 })
    const sender = producer({ batchSizeBytes: 1_024, maxRequestSizeBytes: 4_096 })
    await until(sender.partitionsFor('t'))
    let running = true
    const hot = async (partition: number): Promise<void> => {
      while (running) {
        const sends = Array.from({ length: 20 }, () =>
          sender.send({ topic: 't', value: Buffer.alloc(900), partition }),
        )
        await Promise.all(sends)
      }
    }
    const all = Array.from({ length: 11 }, (_, partition) => hot(partition))
    const startedAt = clock.now()
    await until(sender.send({ topic: 't', value: 'quiet', partition: 11 }))
    const waited = clock.now() - startedAt
    running = false
    await until(Promise.all(all))

    expect(waited).toBeLessThan(500)
  })
})
