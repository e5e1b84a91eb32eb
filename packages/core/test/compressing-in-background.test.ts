import { describe, expect, it } from 'vitest'
import type { Producer } from '../src/producer/producer.ts'
import type { ProducerOptions } from '../src/producer/producer-options.ts'
import { backgroundClock } from './background-clock.ts'
import { HeldCodec } from './held-codec.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const REPEATED = 'the same again, '.repeat(50)

/** A producer whose codec is held, on a topic with these partitions; each record fills a batch. */
async function start(partitions = 1, options: Partial<ProducerOptions> = {}) {
  const cluster = startVirtualCluster()
  const { clock, kafka, producer, until } = cluster
  kafka.createTopic('t', { partitions })
  const codec = new HeldCodec()
  const sender: Producer = producer({
    clock: backgroundClock(clock),
    compression: codec,
    batchSizeBytes: 500,
    ...options,
  })
  await until(sender.partitionsFor('t'))
  const warm = Array.from({ length: partitions }, (_, partition) =>
    sender.send({ topic: 't', partition, value: `warm ${REPEATED}` }),
  )
  for (let done = 0; done < partitions; ) {
    await passTime(cluster, 10)
    for (; codec.held > 0; done++) codec.release()
  }
  await until(Promise.all(warm))
  const send = (text: string, partition = 0) =>
    sender.send({ topic: 't', partition, value: `${text} ${REPEATED}` })
  const stored = () => kafka.records('t').map(({ value }) => String(value).split(' ')[0])
  return { cluster, clock, kafka, until, codec, sender, send, stored }
}

describe('batches that are compressed in the background', () => {
  it('leave in their order, whatever they take', async () => {
    const { cluster, until, codec, send, stored, kafka } = await start()
    const sends = ['a', 'b', 'c'].map((text) => send(text))
    await passTime(cluster, 100)
    const heldAtFirst = codec.held

    codec.release('a')
    await passTime(cluster, 100)
    const storedThen = stored()
    codec.release('b')
    await passTime(cluster, 100)
    codec.release('c')
    await until(Promise.all(sends))

    expect(heldAtFirst).toBe(1)
    expect(storedThen).toEqual(['warm', 'a'])
    expect(stored()).toEqual(['warm', 'a', 'b', 'c'])
    expect(kafka.violations()).toEqual([])
  })

  it('hold back their own partition alone', async () => {
    const { cluster, until, codec, send, stored } = await start(2)
    const slow = send('slow', 0)
    const quick = send('quick', 1)
    await passTime(cluster, 10)

    codec.release('quick')
    await until(quick)
    const storedThen = stored()
    codec.release('slow')
    await until(slow)

    expect(storedThen).toEqual(['warm', 'warm', 'quick'])
    expect(stored()).toEqual(['warm', 'slow', 'warm', 'quick'])
  })

  it('are a few at a time, and the others follow', async () => {
    const { cluster, until, codec, send, kafka } = await start(12)
    const sends = Array.from({ length: 12 }, (_, partition) => send('x', partition))
    await passTime(cluster, 10)
    const atOnce = codec.held

    let most = 0
    while (codec.held > 0) {
      most = Math.max(most, codec.held)
      codec.release()
      await passTime(cluster, 10)
    }
    await until(Promise.all(sends))

    expect(atOnce).toBeGreaterThanOrEqual(1)
    expect(most).toBeLessThanOrEqual(3)
    expect(codec.started).toBe(24)
    expect(kafka.records('t')).toHaveLength(24)
  })

  it('fail alone when their codec rejects', async () => {
    const { cluster, until, codec, send, stored, kafka } = await start()
    const outcomes = Promise.allSettled([send('a'), send('b')])
    await passTime(cluster, 10)
    codec.fail(new Error('out of memory'))
    await passTime(cluster, 10)
    codec.release('b')

    expect(await until(outcomes)).toMatchObject([
      {
        reason: {
          code: 'COMPRESSION_FAILED',
          persisted: 'no',
          cause: { message: 'out of memory' },
        },
      },
      { status: 'fulfilled' },
    ])
    expect(stored()).toEqual(['warm', 'b'])
    expect(kafka.violations()).toEqual([])
  })

  it('fail at their deadline, as not stored, and never leave afterwards (G2)', async () => {
    const { cluster, clock, until, codec, send, stored } = await start(1, {
      deliveryTimeoutMs: 1_000,
      requestTimeoutMs: 500,
    })
    const startedAtMs = clock.now()
    const [outcome] = await until(Promise.allSettled([send('a')]))
    const tookMs = clock.now() - startedAtMs
    codec.release('a')
    const next = send('b')
    await passTime(cluster, 10)
    codec.release('b')
    await until(next)

    expect(outcome).toMatchObject({
      reason: { code: 'DELIVERY_TIMEOUT', persisted: 'no', attempts: 0 },
    })
    expect(tookMs).toBeLessThanOrEqual(1_250)
    expect(stored()).toEqual(['warm', 'b'])
  })

  it('stand in nobody’s way when their codec never ends', async () => {
    const { cluster, until, codec, send, stored } = await start(8, {
      deliveryTimeoutMs: 1_000,
      requestTimeoutMs: 500,
    })
    const hung = Array.from({ length: 8 }, (_, partition) => send('hung', partition))
    await until(Promise.allSettled(hung))

    const next = send('next', 7)
    await passTime(cluster, 10)
    codec.release('next')
    await until(next)

    expect(stored().filter((text) => text !== 'warm')).toEqual(['next'])
  })

  it('keep their memory until the codec has ended with them (I8)', async () => {
    const { cluster, until, codec, sender, send } = await start(1, {
      deliveryTimeoutMs: 1_000,
      requestTimeoutMs: 500,
      bufferMemoryBytes: 2_000,
      batchSizeBytes: 500,
      maxRequestSizeBytes: 1_900,
    })
    const tries = () => sender.trySend({ topic: 't', value: REPEATED })
    await until(Promise.allSettled([send('a')]))
    const whileHeld = tries()
    codec.release('a')
    await passTime(cluster, 10)
    const afterwards = tries()

    expect([whileHeld, afterwards]).toEqual([false, true])
  })

  it('are waited for by flush, and close', async () => {
    const { cluster, until, codec, sender, send, stored } = await start()
    const sent = send('a')
    let flushed = false
    const flush = sender.flush().then(() => {
      flushed = true
    })
    await passTime(cluster, 50)
    const whileHeld = flushed
    const closed = sender.close()
    await passTime(cluster, 50)
    codec.release('a')
    await until(Promise.all([sent, flush, closed]))

    expect(whileHeld).toBe(false)
    expect(stored()).toEqual(['warm', 'a'])
  })

  it('fail when close runs out of time, and what their codec gives then is dropped (G6)', async () => {
    const { clock, until, codec, sender, send, stored } = await start()
    const outcomes = Promise.allSettled([send('a'), send('b')])
    const startedAtMs = clock.now()
    await until(sender.close({ timeoutMs: 1_000 }))
    const tookMs = clock.now() - startedAtMs
    codec.release('a')
    await clock.runUntilIdle(5_000)

    expect(tookMs).toBeLessThanOrEqual(1_250)
    expect(await outcomes).toMatchObject([
      { reason: { code: 'PRODUCER_CLOSED', persisted: 'no' } },
      { reason: { code: 'PRODUCER_CLOSED', persisted: 'no' } },
    ])
    expect(stored()).toEqual(['warm'])
    expect(clock.processHeld).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  it('gather what is sent meanwhile into one batch', async () => {
    const { cluster, until, codec, sender } = await start(1, { batchSizeBytes: 100_000 })
    const send = (text: string) => sender.send({ topic: 't', value: `${text} ${REPEATED}` })
    const first = send('first')
    await passTime(cluster, 10)
    const later = Array.from({ length: 20 }, (_, index) => send(String(index)))
    await passTime(cluster, 10)
    const startedBefore = codec.started
    codec.release('first')
    await until(first)
    await passTime(cluster, 10)
    codec.release()
    await until(Promise.all(later))

    expect(codec.started - startedBefore).toBe(1)
  })
})

describe('on a clock that is moved by hand', () => {
  it('a codec works in the turn, however much there is', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const codec = new HeldCodec()
    const sender = producer({ compression: codec })

    const [outcome] = await until(
      Promise.allSettled([sender.send({ topic: 't', value: REPEATED })]),
    )

    expect(codec.started).toBe(0)
    expect(outcome).toMatchObject({
      reason: { cause: { message: 'This codec only works in the background' } },
    })
    expect(kafka.records('t')).toEqual([])
  })
})
