import { describe, expect, it } from 'vitest'
import type { Serializer } from '../src/serialization/serializer.ts'
import { string } from '../src/serialization/string-serializer.ts'
import { defineTopic } from '../src/serialization/topic-definition.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

function gated() {
  const gate = Promise.withResolvers<void>()
  let prepares = 0
  const value: Serializer<string> = {
    serialize: (text) => text,
    prepare: () => {
      prepares++
      return gate.promise
    },
  }
  return { gate, topic: defineTopic('t', { key: string(), value }), prepares: () => prepares }
}

describe('a record that waits for its serializers', () => {
  it('is freed by its signal at once', async () => {
    const { clock, producer, until } = startVirtualCluster()
    const { topic } = gated()
    const abort = new AbortController()
    const sent = producer().topic(topic).send({ value: 'x' }, { signal: abort.signal })
    const startedAt = clock.now()
    abort.abort()

    await expect(until(sent)).rejects.toMatchObject({ code: 'ABORTED' })
    expect(clock.now() - startedAt).toBeLessThan(10)
  })

  it('is waited for by a flush', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    const { gate, topic } = gated()
    const sender = producer()
    const sent = sender.topic(topic).send({ value: 'x' })
    const order: string[] = []
    sent.then(() => order.push('sent'))
    const flushed = sender.flush().then(() => order.push('flushed'))
    clock.setTimer(50, gate.resolve)
    await until(Promise.all([sent, flushed]))

    expect(order).toEqual(['sent', 'flushed'])
    expect(kafka.records('t')).toHaveLength(1)
  })

  it('is sent when close comes meanwhile and the serializers are there in time', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const { gate, topic } = gated()
    const sender = producer()
    const sent = sender.topic(topic).send({ value: 'x' })
    const closed = sender.close({ timeoutMs: 1_000 })
    clock.setTimer(50, gate.resolve)
    await until(closed)

    expect(await until(sent)).toMatchObject({ offset: 0 })
  })

  it('has settled, with no timer and no hold left, when close has ended', async () => {
    const { clock, producer, until } = startVirtualCluster()
    const { topic } = gated()
    const sender = producer()
    let settled = false
    const settle = () => {
      settled = true
    }
    sender.topic(topic).send({ value: 'x' }).then(settle, settle)
    const startedAt = clock.now()
    await until(sender.close({ timeoutMs: 1_000 }))
    await Promise.resolve()

    expect(clock.now() - startedAt).toBeLessThanOrEqual(1_250)
    clock.advance(10) // The broker's end of the connection is told.
    expect(settled).toBe(true)
    expect(clock.processHeld).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  it('settles within deliveryTimeoutMs from the call when they never come', async () => {
    const { clock, producer, until } = startVirtualCluster()
    const { topic } = gated()
    const sender = producer({ deliveryTimeoutMs: 3_000, requestTimeoutMs: 1_000 })
    const startedAt = clock.now()
    const sent = sender.topic(topic).send({ value: 'x' })

    await expect(until(sent)).rejects.toMatchObject({ persisted: 'no' })
    expect(clock.now() - startedAt).toBeLessThanOrEqual(3_250)
  })

  it('settles within deliveryTimeoutMs from the call when they come late', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const { gate, topic } = gated()
    const sender = producer({ deliveryTimeoutMs: 10_000, requestTimeoutMs: 1_000 })
    await until(sender.partitionsFor('t'))
    const rule = kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')
    const startedAt = clock.now()
    const sent = sender.topic(topic).send({ value: 'x' })
    clock.setTimer(8_000, gate.resolve)

    await expect(until(sent)).rejects.toMatchObject({ persisted: 'no' })
    expect(rule.fired).toBeGreaterThan(0)
    expect(clock.now() - startedAt).toBeLessThanOrEqual(10_250)
  })

  it('fails with what prepare rejected with, whatever that is', async () => {
    const { producer, until } = startVirtualCluster()
    const { gate, topic } = gated()
    const sent = producer().topic(topic).send({ value: 'x' })
    gate.reject(Object.create(null))

    await expect(until(sent)).rejects.toMatchObject({ code: 'SERIALIZATION_FAILED' })
  })

  it('does not hold up ready() beyond its timeoutMs', async () => {
    const { clock, producer, until } = startVirtualCluster()
    const { topic } = gated()
    const startedAt = clock.now()

    await expect(until(producer().topic(topic).ready({ timeoutMs: 100 }))).rejects.toBeDefined()
    expect(clock.now() - startedAt).toBeLessThanOrEqual(150)
  })

  it('is refused at once after close, without asking for the serializers', async () => {
    const { clock, producer, until } = startVirtualCluster()
    const { topic, prepares } = gated()
    const sender = producer()
    await until(sender.close())
    const startedAt = clock.now()

    await expect(until(sender.topic(topic).send({ value: 'x' }))).rejects.toMatchObject({
      code: 'PRODUCER_CLOSED',
    })
    expect(clock.now() - startedAt).toBe(0)
    expect(prepares()).toBe(0)
  })
})

describe('a view of a closed producer', () => {
  it('is not made ready, and asks for no serializers', async () => {
    const { producer, until } = startVirtualCluster()
    const { topic, prepares } = gated()
    const sender = producer()
    const orders = sender.topic(topic)
    await until(sender.close())

    await expect(orders.ready()).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' })
    expect(prepares()).toBe(0)
  })

  it('refuses to wait for room', async () => {
    const { clock, producer, until } = startVirtualCluster()
    const sender = producer()
    await until(sender.close())
    const startedAt = clock.now()
    const ready = sender.topic(defineTopic('t', { value: string() })).ready()
    const held = clock.processHeld

    await expect(until(ready)).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' })
    expect(clock.now() - startedAt).toBe(0)
    expect(held).toBe(false)
  })

  it('keeps the bytes of the call, and counts them', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    let prepared = (): void => {}
    const value = {
      prepare: () =>
        new Promise<void>((resolve) => {
          prepared = resolve
        }),
      serialize: (bytes: Uint8Array) => bytes,
    }
    const sender = producer({ maxWaitingBytes: 10_000 }).topic(
      defineTopic('t', { key: string(), value }),
    )
    const buffer = Buffer.from('first')
    const first = sender.send({ value: buffer })
    buffer.fill('x')
    const large = sender.send({ value: Buffer.alloc(20_000) })

    await expect(until(large)).rejects.toMatchObject({ code: 'BUFFER_EXHAUSTED' })
    prepared()
    await until(first)

    expect(kafka.records('t').map((record) => String(record.value))).toEqual(['first'])
  })
})
