import { describe, expect, it } from 'vitest'
import { string } from '../src/serialization/string-serializer.ts'
import { defineTopic } from '../src/serialization/topic-definition.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a record that waits for its serializers', () => {
  it('settles a record once whose serializer aborts it when it is prepared', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const abort = new AbortController()
    const topic = defineTopic('t', {
      key: string(),
      value: {
        prepare: () => Promise.resolve(),
        serialize: (text: string) => {
          abort.abort()
          return text
        },
      },
    })
    const sender = producer()
    const sent = sender.topic(topic).send({ value: 'x' }, { signal: abort.signal })
    const [outcome] = await until(Promise.allSettled([sent]))
    await clock.runUntilIdle(1_000)
    expect(kafka.records('t')).toHaveLength(outcome?.status === 'fulfilled' ? 1 : 0)
    const again = sender.send({ topic: 't', value: '' })
    expect(clock.processHeld).toBe(true)
    await until(again)
    expect(clock.processHeld).toBe(false)
    await until(sender.ready({ timeoutMs: 1 }))
  })

  it('asks a prepare again that never ended, once those that waited have failed', async () => {
    const { producer, until } = startVirtualCluster()
    let prepares = 0
    const topic = defineTopic('t', {
      key: string(),
      value: {
        prepare: () => (++prepares === 1 ? new Promise<void>(() => {}) : Promise.resolve()),
        serialize: (text: string) => text,
      },
    })
    const sender = producer({ maxBlockMs: 1_000 }).topic(topic)
    await expect(until(sender.send({ value: 'x' }))).rejects.toMatchObject({
      code: 'SERIALIZATION_FAILED',
    })
    expect(await until(sender.send({ value: 'y' }))).toMatchObject({ offset: 0 })
  })

  it('is sent although its topic was refused and forgotten while it waited', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const rule = kafka.faults
      .on({ api: 'Metadata', topic: 't' })
      .error('TOPIC_AUTHORIZATION_FAILED')
    const gate = Promise.withResolvers<void>()
    const topic = defineTopic('t', {
      value: { prepare: () => gate.promise, serialize: (text: string) => text },
    })
    const sender = producer({ maxBlockMs: 10_000 })
    const sent = sender.topic(topic).send({ value: 'x' })
    await expect(until(sender.partitionsFor('t'))).rejects.toMatchObject({
      code: 'AUTHORIZATION_FAILED',
    })
    const refused = rule.fired
    rule.remove()
    const preparedAt = clock.now()
    gate.resolve()

    expect(await until(sent)).toMatchObject({ topic: 't', offset: 0 })
    expect(refused).toBeGreaterThan(0)
    expect(clock.now() - preparedAt).toBeLessThan(2_000)
  })

  it('S59: keeps the headers of the call: bytes, and what a header function said then', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const gate = Promise.withResolvers<void>()
    const topic = defineTopic('t', {
      value: { prepare: () => gate.promise, serialize: (text: string) => text },
    })
    let request = 'first'
    const header = Buffer.from('then')
    const sender = producer().with({ headers: () => ({ request }) })
    const sent = sender.topic(topic).send({ value: 'x', headers: { header } })
    request = 'second'
    header.fill('?')
    gate.resolve()
    await until(sent)

    const [record] = kafka.records('t')
    expect(record?.headers.map(({ key, value }) => [key, String(value)])).toEqual(
      expect.arrayContaining([
        ['request', 'first'],
        ['header', 'then'],
      ]),
    )
  })
})
