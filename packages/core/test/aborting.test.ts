import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { MAX_SETTLED_IN_TURN } from '../src/sender/max-settled-in-turn.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const SMALL = {
  bufferMemoryBytes: 4_096,
  batchSizeBytes: 1_024,
  maxRequestSizeBytes: 1_024,
  maxWaitingBytes: 100_000,
}

describe('an aborted signal', () => {
  it('frees a record that waits for room', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ ...SMALL, bufferMemoryBytes: 3_500 })
    await cluster.until(sender.send({ topic: 't', value: 'warm' }))
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).hold()
    const abort = new AbortController()
    const sends = Array.from({ length: 8 }, (_, i) =>
      sender.send({ topic: 't', value: String(i) }, { signal: i === 6 ? abort.signal : undefined }),
    )
    await passTime(cluster, 50)
    const startedAt = cluster.clock.now()
    abort.abort()
    await expect(cluster.until(sends[6] as Promise<unknown>)).rejects.toMatchObject({
      code: 'ABORTED',
      persisted: 'no',
    })
    expect(cluster.clock.now()).toBe(startedAt)
    rule.remove()
    sends.splice(6, 1)
    await cluster.until(Promise.all(sends))
    await cluster.until(sender.ready({ timeoutMs: 1 }))
    expect(cluster.kafka.records('t').map(({ value }) => String(value))).toEqual([
      'warm',
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '7',
    ])
    expect(cluster.clock.processHeld).toBe(false)
  })
  it('frees a record that waits for a partition', async () => {
    const cluster = startVirtualCluster({ latencyMs: 10 })
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    await cluster.until(sender.partitionsFor('t'))
    const abort = new AbortController()
    const sent = sender.send({ topic: 't', value: '', partition: 4 }, { signal: abort.signal })
    await passTime(cluster, 1)
    const startedAt = cluster.clock.now()
    abort.abort()
    await expect(cluster.until(sent)).rejects.toMatchObject({ code: 'ABORTED' })
    expect(cluster.clock.now()).toBe(startedAt)
    await passTime(cluster, 1_000)
    expect(cluster.clock.processHeld).toBe(false)
  })
  it('frees ready, partitionsFor, connect, ensureTopics and flush', async () => {
    const cluster = startVirtualCluster({ latencyMs: 100 })
    const sender = cluster.producer()
    const abort = new AbortController()
    const { signal } = abort
    sender.send({ topic: 't', value: '' }).catch(() => {})
    const calls = [
      sender.partitionsFor('t', { signal }),
      sender.ready({ signal }),
      sender.connect({ signal }),
      sender.ensureTopics([{ topic: 'x' }], { signal }),
      sender.flush({ signal }),
    ]
    const outcomes = Promise.allSettled(calls)
    await passTime(cluster, 10)
    const startedAt = cluster.clock.now()
    abort.abort()
    for (const outcome of await cluster.until(outcomes))
      expect(outcome).toMatchObject({ reason: { code: 'ABORTED' } })
    expect(cluster.clock.now()).toBe(startedAt)
    await cluster.until(sender.close({ timeoutMs: 10 }))
    await passTime(cluster, 1_000) // The brokers’ ends of the connections are told.
    expect(cluster.clock.pendingTimers).toBe(0)
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('costs little however many records wait with it', async () => {
    const cluster = startVirtualCluster()
    const abort = new AbortController()
    const sender = cluster.producer({ maxWaitingBytes: 100_000_000 })
    const others = sender.send({ topic: 't', value: 'x' })
    const outcomes = sender.sendBatch(
      Array.from({ length: 20_000 }, () => ({ topic: 't', value: 'x' })),
      { signal: abort.signal },
    )
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1)

    const startedAt = cluster.clock.now()
    abort.abort()

    const settled = await cluster.until(outcomes)
    const codes = settled.map((one) => one.status === 'rejected' && one.reason.code)
    expect(cluster.clock.now()).toBe(startedAt) // No metadata yet, so all of them still waited for their topic.
    expect(new Set(codes)).toEqual(new Set(['ABORTED']))
    expect(await cluster.until(others)).toMatchObject({ offset: 0 })
  })

  it('fails no more records in one turn than may settle in one, and sends none of the rest', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ maxWaitingBytes: 100_000_000 })
    const abort = new AbortController()
    const codes: unknown[] = []
    const sends = Array.from({ length: 10_000 }, (_, index) =>
      sender
        .send({ topic: 't', value: `${index}` }, { signal: abort.signal })
        .catch(({ code }) => codes.push(code)),
    )
    const other = sender.send({ topic: 't', value: 'other' })

    abort.abort()
    await Promise.all(sends.slice(0, MAX_SETTLED_IN_TURN))
    const atOnce = codes.length
    await cluster.until(Promise.all([...sends, other]))

    expect(atOnce).toBe(MAX_SETTLED_IN_TURN)
    expect(codes).toEqual(Array.from({ length: 10_000 }, () => 'ABORTED'))
    expect(cluster.kafka.records('t').map(({ value }) => String(value))).toEqual(['other'])
    await cluster.until(sender.close())
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('does not send a record whose partitioner aborts it, when thousands have failed with it already', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const all = new AbortController()
    const own = new AbortController()
    const sender = cluster.producer({
      maxWaitingBytes: 100_000_000,
      partitioner: () => {
        all.abort()
        own.abort()
        return 0
      },
    })
    const first = sender.send({ topic: 't', value: 'own' }, { signal: own.signal })
    const many = sender.sendBatch(
      Array.from({ length: MAX_SETTLED_IN_TURN + 1 }, () => ({ topic: 't', value: 'many' })),
      { signal: all.signal },
    )

    await expect(cluster.until(first)).rejects.toMatchObject({ code: 'ABORTED', persisted: 'no' })
    const outcomes = await cluster.until(many)

    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']))
    expect(cluster.kafka.records('t')).toEqual([])
  })

  it('costs little however many calls wait with it', async () => {
    const cluster = startVirtualCluster()
    const abort = new AbortController()
    const { signal } = abort
    const sender = cluster.producer()
    const sent = sender.send({ topic: 't', value: 'x' })
    const calls = Array.from({ length: 1_000 }, () => [
      sender.ready({ signal }),
      sender.flush({ signal }),
      sender.connect({ signal }),
    ])
    const outcomes = Promise.allSettled(calls.flat())
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)

    abort.abort()

    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ reason: { code: 'ABORTED' } })
    expect(getEventListeners(signal, 'abort')).toEqual([])
    expect(await cluster.until(sent)).toMatchObject({ offset: 0 })
  })

  it('gives back the room of whoever waited with it, a hundred times over', async () => {
    const cluster = startVirtualCluster({ latencyMs: 100 })
    const sender = cluster.producer({ maxWaitingBytes: 4_000 })
    const value = Buffer.alloc(1_000)
    for (let times = 0; times < 100; times++) {
      const abort = new AbortController()
      const sent = sender.send({ topic: 't', value }, { signal: abort.signal })
      abort.abort()
      await expect(sent).rejects.toMatchObject({ code: 'ABORTED' })
    }

    const sent = sender.send({ topic: 't', value })

    expect(await cluster.until(sent)).toMatchObject({ offset: 0 })
  })

  it('is left again once nobody waits with it', async () => {
    const cluster = startVirtualCluster()
    const { signal } = new AbortController()
    const sender = cluster.producer()

    await cluster.until(
      Promise.all([1, 2].map(() => sender.send({ topic: 't', value: 'x' }, { signal }))),
    )

    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
