import { describe, expect, it } from 'vitest'
import type { ProducerError } from '../src/errors/producer-error.ts'
import type { Producer } from '../src/producer/producer.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const TURN_LIMIT = 1_000

describe('an onError that sends again at once', () => {
  it('is not failed by the same refusal of a producer id, for ever, in one turn', async () => {
    const { clock, kafka, producer } = startVirtualCluster()
    kafka.createTopic('t')
    kafka.faults.on({ api: 'InitProducerId' }).error('CLUSTER_AUTHORIZATION_FAILED')
    let calls = 0
    let callsInTurn = 0
    const sender: Producer = producer({
      onError: () => {
        calls++
        if (++callsInTurn < TURN_LIMIT) sender.send({ topic: 't', value: 'again' })
      },
    })
    sender.send({ topic: 't', value: 'first' })

    for (let turn = 0; turn < 50 && calls === 0; turn++) {
      clock.advance(1)
      await new Promise((resolve) => setImmediate(resolve))
    }

    expect(calls).toBeGreaterThan(0)
    expect(callsInTurn).toBeLessThan(TURN_LIMIT)
  })

  it('is not failed by the same metadata answer about a partition, for ever, in one turn', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    let calls = 0
    const sender: Producer = producer({
      onError: () => {
        if (++calls < TURN_LIMIT) sender.send({ topic: 't', value: 'again', partition: 5 })
      },
    })
    await until(sender.partitionsFor('t'))
    sender.send({ topic: 't', value: 'first', partition: 5 })

    for (let turn = 0; turn < 300 && calls === 0; turn++) {
      clock.advance(1)
      await new Promise((resolve) => setImmediate(resolve))
    }

    expect(calls).toBeGreaterThan(0)
    expect(calls).toBeLessThan(TURN_LIMIT)
  })

  it('reaches the cluster when the topic was refused for good only for a moment', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const rule = kafka.faults
      .on({ api: 'Metadata', topic: 't', nth: 1 })
      .error('TOPIC_AUTHORIZATION_FAILED')
    let again: Promise<unknown> | null = null
    const sender: Producer = producer({
      onError: () => {
        again ??= sender.send({ topic: 't', value: 'again' })
      },
    })
    const startedAt = clock.now()
    await expect(until(sender.send({ topic: 't', value: 'first' }))).rejects.toMatchObject({
      code: 'AUTHORIZATION_FAILED',
    })

    expect(rule.fired).toBe(1)
    expect(await until(again ?? Promise.reject(new Error('not told')))).toMatchObject({ offset: 0 })
    expect(clock.now() - startedAt).toBeLessThan(2_000)
  })

  it('that aborts another waiting record leaves no memory counted and no hold miscounted', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    kafka.createTopic('good')
    const rule = kafka.faults
      .on({ api: 'Metadata', topic: 't', nth: 1 })
      .error('TOPIC_AUTHORIZATION_FAILED')
    const abort = new AbortController()
    const errors: ProducerError[] = []
    const sender = producer({
      onError: (error) => {
        errors.push(error)
        abort.abort()
      },
    })
    const first = sender.send({ topic: 't', value: '1' })
    const second = sender.send({ topic: 't', value: '2' }, { signal: abort.signal })
    await until(Promise.allSettled([first, second]))
    const sent = sender.send({ topic: 'good', value: '' })
    const held = clock.processHeld
    await until(sent)

    expect(rule.fired).toBe(1)
    expect(errors).toHaveLength(2)
    expect(held).toBe(true)
    expect(clock.processHeld).toBe(false)
    await until(sender.with({}).ready({ timeoutMs: 1_000 }))
  })

  it('is called again in a later turn, not in the one that it is told in', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    let turn = 0
    const turns: number[] = []
    const scheduleTurn = clock.scheduleTurn.bind(clock)
    clock.scheduleTurn = (callback) =>
      scheduleTurn(() => {
        turn++
        callback()
      })
    const sender: Producer = producer({
      partitioner: { partition: () => Number.NaN },
      onError: () => {
        turns.push(turn)
        if (turns.length < 10) sender.send({ topic: 't', value: 'again' })
      },
    })
    sender.send({ topic: 't', value: '1' })

    await until(sender.flush())
    await clock.runUntilIdle(1_000)

    expect(turns).toHaveLength(10)
    expect(new Set(turns).size).toBe(10)
  })
})

describe('a callback that moves virtual time', () => {
  it('does not end the request twice that it is told of', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 3 })
    const sender = producer()
    await until(sender.partitionsFor('t'))
    const told: Promise<void>[] = []
    for (let partition = 0; partition < 3; partition++) {
      const { promise, resolve } = Promise.withResolvers<void>()
      told.push(promise)
      sender.trySend({ topic: 't', value: 'x', partition }, () => {
        sender.trySend({ topic: 't', value: 'y', partition })
        clock.advance(10)
        resolve()
      })
    }

    await until(Promise.all(told))
    const { offset } = await until(sender.send({ topic: 't', value: 'z', partition: 0 }), 1_000)

    expect(offset).toBe(2)
    expect(kafka.requests().filter(({ api }) => api === 'Produce').length).toBeGreaterThan(2)
  })
})
