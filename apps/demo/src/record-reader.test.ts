import { createProducer, type Producer } from '@headwater/core'
import { type EmbeddedKafka, startKafka } from '@headwater/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { RecordReader } from './record-reader.ts'
import type { StoredRecord } from './stored-record.ts'

// How long a condition may take to come true on a busy machine; met conditions wait for nothing.
const PATIENCE = { timeout: 30_000 }

let kafka: EmbeddedKafka
let producer: Producer
let reader: RecordReader | undefined

beforeAll(async () => {
  kafka = await startKafka({ brokers: 1 })
  producer = createProducer({ brokers: kafka.brokers })
})

afterEach(async () => {
  await reader?.stop()
  kafka.faults.clear()
})

afterAll(async () => {
  await producer.close()
  await kafka.stop()
})

function readerOf(topic: string) {
  const records: StoredRecord[] = []
  const running: boolean[] = []
  reader = new RecordReader({
    brokers: kafka.brokers,
    topic,
    onRecord: (record) => records.push(record),
    onRunning: (isRunning) => running.push(isRunning),
  })
  return { reader, records, running }
}

async function send(topic: string, first: number, last: number): Promise<void> {
  for (let number = first; number <= last; number++) {
    await producer.send({ topic, key: 'k', value: String(number) })
  }
}

describe('RecordReader', () => {
  it('begins with the last 50 records of a partition and goes on with new ones', async () => {
    kafka.createTopic('long', { partitions: 1 })
    await send('long', 0, 59)
    const { reader, records } = readerOf('long')

    await reader.start()
    await send('long', 60, 60)

    await vi.waitUntil(() => records.at(-1)?.offset === 60, PATIENCE)
    expect(records.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 51 }, (_, index) => index + 10),
    )
  })

  it('says when it runs and when it has stopped', async () => {
    kafka.createTopic('short', { partitions: 3 })
    const { reader, running } = readerOf('short')
    expect(running).toEqual([])

    await reader.start()
    expect(running).toEqual([true])

    await reader.stop()
    expect(running.at(-1)).toBe(false)
  })

  it('waits for the leader of a topic that was created a moment ago', async () => {
    kafka.createTopic('new', { partitions: 1 })
    await send('new', 0, 0)
    const fault = kafka.faults
      .on({ api: 'ListOffsets', clientId: 'demo-reader', nth: 1 })
      .error('NOT_LEADER_OR_FOLLOWER')
    const { reader, records } = readerOf('new')

    await reader.start()

    await vi.waitUntil(() => records.length === 1, PATIENCE)
    expect(fault.fired).toBe(1)
  })

  it('hands each record on once, though kafkajs begins anew', async () => {
    kafka.createTopic('again', { partitions: 1 })
    await send('again', 0, 2)
    const { reader, records } = readerOf('again')
    await reader.start()
    await vi.waitUntil(() => records.length === 3, PATIENCE)

    const fault = kafka.faults.on({ api: 'Fetch', nth: 1 }).error('OFFSET_OUT_OF_RANGE')
    await vi.waitUntil(() => fault.fired === 1, PATIENCE)
    await send('again', 3, 3)

    await vi.waitUntil(() => records.some(({ offset }) => offset === 3), PATIENCE)
    expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2, 3])
  })
})
