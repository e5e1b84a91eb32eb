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
})
