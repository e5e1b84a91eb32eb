import { describe, expect, it } from 'vitest'
import type { ProducerRecord } from '../src/record/producer-record.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a record that cannot be sent', () => {
  it.each<[string, unknown, string, string]>([
    ['a topic name that Kafka forbids', { topic: 'a b', value: '' }, 'INVALID_RECORD', 'a b'],
    ['an empty topic name', { topic: '', value: '' }, 'INVALID_RECORD', 'empty'],
    ['no topic', { value: '' }, 'INVALID_RECORD', 'topic is undefined'],
    ['no record', null, 'INVALID_RECORD', 'A record is an object, not null'],
    ['an undefined value', { topic: 't', value: undefined }, 'INVALID_RECORD', 'undefined'],
    ['a number as value', { topic: 't', value: 7 }, 'INVALID_RECORD', 'value'],
    ['an object as key', { topic: 't', key: {}, value: '' }, 'INVALID_RECORD', 'key'],
    ['partition −1', { topic: 't', value: '', partition: -1 }, 'INVALID_RECORD', 'partition is -1'],
    [
      'half a partition',
      { topic: 't', value: '', partition: 0.5 },
      'INVALID_RECORD',
      'partition is 0.5',
    ],
    [
      'a negative timestamp',
      { topic: 't', value: '', timestamp: -1 },
      'INVALID_RECORD',
      'timestamp is -1',
    ],
    [
      'NaN as timestamp',
      { topic: 't', value: '', timestamp: Number.NaN },
      'INVALID_RECORD',
      'timestamp is NaN',
    ],
    [
      'a header of the wrong type',
      { topic: 't', value: '', headers: { h: 1 } },
      'INVALID_RECORD',
      'header "h" must be',
    ],
    [
      'a record above maxRequestSizeBytes',
      { topic: 't', value: Buffer.alloc(2_000_000) },
      'RECORD_TOO_LARGE',
      '1048576',
    ],
    [
      'a partition that is not there',
      { topic: 't', value: '', partition: 99 },
      'UNKNOWN_PARTITION',
      '99',
    ],
  ])('S58: rejects %s and leaves the others alone', async (_, record, code, words) => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer()

    const [bad, good] = await until(
      Promise.allSettled([
        sender.send(record as ProducerRecord),
        sender.send({ topic: 't', value: 'good' }),
      ]),
    )

    expect(bad).toMatchObject({ status: 'rejected', reason: { code, persisted: 'no' } })
    expect(String((bad as PromiseRejectedResult).reason.message)).toContain(words)
    expect(good).toMatchObject({ status: 'fulfilled' })
    expect(kafka.records('t')).toHaveLength(1)
  })

  it('S57: takes legal names that are hostile to objects', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()

    for (const topic of ['__proto__', 'constructor', 'x'.repeat(249)]) {
      await until(sender.send({ topic, value: 'v' }))
      expect(kafka.records(topic)).toHaveLength(1)
    }
    expect(({} as Record<string, unknown>)['0']).toBeUndefined()
  })

  it('is reported to onError before it rejects, and is then no unhandled rejection', async () => {
    const { producer, until } = startVirtualCluster()
    const seen: unknown[] = []
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => {
      unhandled.push(reason)
    }
    process.on('unhandledRejection', note)
    const sender = producer({ onError: (error, record) => seen.push([error.code, record]) })

    sender.send({ topic: 't', value: undefined as never })
    await until(sender.flush())
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)

    expect(seen).toEqual([['INVALID_RECORD', null]])
    expect(unhandled).toEqual([])
  })

  it('is an unhandled rejection without onError, as Node has it', async () => {
    const { producer } = startVirtualCluster()
    const unhandled = new Promise((resolve) => process.once('unhandledRejection', resolve))

    producer().send({ topic: 't', value: undefined as never })

    expect(await unhandled).toMatchObject({ code: 'INVALID_RECORD' })
  })

  it('S73: is refused after close, with every other call', async () => {
    const { producer, until } = startVirtualCluster()
    const sender = producer()
    await until(sender.close())

    await expect(sender.send({ topic: 't', value: '' })).rejects.toMatchObject({
      code: 'PRODUCER_CLOSED',
      persisted: 'no',
    })
    await expect(sender.connect()).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' })
    await expect(sender.partitionsFor('t')).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' })
    await expect(sender.ready()).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' })
  })

  it('names what Kafka’s producer can do and this one cannot yet', async () => {
    const { producer } = startVirtualCluster()
    const sender = producer()

    await expect(sender.transaction(async () => {})).rejects.toMatchObject({
      code: 'NOT_SUPPORTED_YET',
    })
  })
})
