import { describe, expect, it } from 'vitest'
import { startVirtualCluster } from './virtual-cluster.ts'

const SMALL = {
  bufferMemoryBytes: 8_192,
  batchSizeBytes: 1_024,
  maxRequestSizeBytes: 2_048,
  maxWaitingBytes: 65_536,
} as const

describe('records that must wait', () => {
  it('are sent in order once their topic’s metadata is there', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()

    const sends = ['1', '2', '3'].map((value) => sender.send({ topic: 'new', value }))
    await until(Promise.all(sends))

    expect(kafka.records('new').map((record) => record.value?.toString())).toEqual(['1', '2', '3'])
  })

  it('wait for room in order of arrival, within the bound', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer(SMALL)
    await until(sender.partitionsFor('t'))

    const sends = Array.from({ length: 60 }, (_, index) =>
      sender.send({ topic: 't', value: String(index) }),
    )
    await until(Promise.all(sends))

    expect(kafka.records('t').map((record) => Number(record.value?.toString()))).toEqual(
      Array.from({ length: 60 }, (_, index) => index),
    )
  })

  it('end although as many come in every turn as are let on in one', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer({ bufferMemoryBytes: 268_435_456 })
    const sends: Promise<unknown>[] = []
    const takenAtOnce: boolean[] = []
    const sendTurn = (left: number) => {
      for (let index = 0; index < 6_000; index++) sends.push(sender.send({ topic: 't', value: '' }))
      takenAtOnce.push(sender.trySend({ topic: 't', value: '' }, () => {}))
      if (left > 0) clock.scheduleTurn(() => sendTurn(left - 1))
    }
    sendTurn(0)
    await until(sender.partitionsFor('t'))
    sendTurn(12)
    await until(Promise.all(sends))

    expect(takenAtOnce.slice(0, 2)).toEqual([false, false])
    expect(takenAtOnce.at(-1)).toBe(true)
  })

  it('L19: are refused when too many wait already, and the others go on', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer({ ...SMALL, maxWaitingBytes: 2_000 })
    await until(sender.partitionsFor('t'))

    const outcomes = await until(
      Promise.allSettled(
        Array.from({ length: 40 }, () => sender.send({ topic: 't', value: Buffer.alloc(100) })),
      ),
    )

    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(5)
    expect(refused[0]).toMatchObject({
      reason: { code: 'BUFFER_EXHAUSTED', retriable: true, persisted: 'no' },
    })
    expect(kafka.records('t')).toHaveLength(40 - refused.length)
  })

  it('fail after maxBlockMs when no room comes, and not before', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer({ ...SMALL, maxBlockMs: 500 })
    await until(sender.send({ topic: 't', value: 'warm' }))
    const rule = kafka.faults.on({ api: 'Produce' }).hold()

    const startedAt = clock.now()
    const sends = Array.from({ length: 20 }, () => sender.send({ topic: 't', value: 'x' }))
    const all = Promise.allSettled(sends)
    const last = await until(Promise.allSettled(sends.slice(-1)))
    const waited = clock.now() - startedAt
    rule.remove()
    const others = (await until(all)).slice(0, 3)

    expect(rule.fired).toBeGreaterThan(0)
    expect(last[0]).toMatchObject({ reason: { code: 'BUFFER_EXHAUSTED' } })
    expect(waited).toBeGreaterThanOrEqual(500)
    expect(waited).toBeLessThan(520)
    expect(others.every(({ status }) => status === 'fulfilled')).toBe(true)
  })

  it('can be given up with a signal at no cost to the others', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()
    const abort = new AbortController()

    const first = sender.send({ topic: 't', value: '1' })
    const given = sender.send({ topic: 't', value: '2' }, { signal: abort.signal })
    const third = sender.send({ topic: 't', value: '3' })
    abort.abort(new Error('the client left'))
    const outcomes = await until(Promise.allSettled([first, given, third]))

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({
      reason: { code: 'ABORTED', persisted: 'no', cause: { message: 'the client left' } },
    })
    expect(kafka.records('t').map((record) => record.value?.toString())).toEqual(['1', '3'])
  })

  it('settle once when the signal comes after they were appended', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer()
    await until(sender.partitionsFor('t'))
    const abort = new AbortController()

    const sent = sender.send({ topic: 't', value: 'x' }, { signal: abort.signal })
    abort.abort()

    expect(await until(sent)).toMatchObject({ offset: 0 })
  })

  it('are told that the topic is unknown when the cluster does not create it', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ autoCreateTopics: false })
    const sender = producer({ maxBlockMs: 5_000 })
    const startedAt = clock.now()

    await expect(until(sender.send({ topic: 'nowhere', value: '' }))).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC',
      topic: 'nowhere',
      persisted: 'no',
      brokerError: 'UNKNOWN_TOPIC_OR_PARTITION',
    })
    const asked = kafka.requests().filter(({ api }) => api === 'Metadata').length
    expect(clock.now() - startedAt).toBeLessThan(5_050)
    expect(asked).toBeLessThan(15)
  })

  it('are told every address that was tried when no broker is there', async () => {
    const { kafka, producer, until } = startVirtualCluster({ brokers: 2 })
    await kafka.kill(1)
    await kafka.kill(2)
    const sender = producer({ maxBlockMs: 2_000 })

    const failure = await until(
      sender.send({ topic: 't', value: '' }).then(
        () => undefined,
        (error: Error & { code: string }) => error,
      ),
    )

    expect(failure?.code).toBe('BROKERS_UNREACHABLE')
    for (const address of kafka.brokers) expect(failure?.message).toContain(address)
    expect(failure?.message).toContain('ECONNREFUSED')
  })

  it('go out when the cluster comes up after all', async () => {
    const { kafka, producer, until, clock } = startVirtualCluster()
    await kafka.kill(1)
    const sender = producer()
    const sent = sender.send({ topic: 't', value: 'patient' })
    clock.advance(30_000)
    await kafka.restart(1)

    const startedAt = clock.now()
    expect(await until(sent)).toMatchObject({ offset: 0 })
    expect(clock.now() - startedAt).toBeLessThan(2_000)
  })

  it('do not keep the process alive once they have settled', async () => {
    const { clock, producer, until } = startVirtualCluster()
    const sender = producer()

    const sent = sender.send({ topic: 't', value: '' })
    const held = clock.processHeld
    await until(sent)

    expect(held).toBe(true)
    expect(clock.processHeld).toBe(false)
  })
})
