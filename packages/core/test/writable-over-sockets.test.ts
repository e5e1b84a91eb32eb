import { pipeline } from 'node:stream/promises'
import { startKafka } from '@headwater/testing'
import { expect, it } from 'vitest'
import { createProducer } from '../src/producer/create-producer.ts'

const RECORDS = 100_000
const BUFFER_BYTES = 262_144
/** What a record with a callback is counted as beside its bytes. */
const OVERHEAD_BYTES = 64
const HIGH_WATER_MARK = 16

it('L19: a stream of 100,000 records to a slow cluster stays within its memory and loses nothing', async () => {
  let stored = 0
  const kafka = await startKafka()
  kafka.createTopic('t', { partitions: 1 })
  const rule = kafka.faults.on({ api: 'Produce', times: 200 }).delay(2)
  const producer = createProducer({
    brokers: kafka.brokers,
    logger: 'silent',
    bufferMemoryBytes: BUFFER_BYTES,
    maxRequestSizeBytes: 131_072,
    batchSizeBytes: 65_536,
    onDelivery: () => stored++,
  })
  let read = 0
  let mostAhead = 0
  async function* source() {
    for (; read < RECORDS; read++) {
      mostAhead = Math.max(mostAhead, read - stored)
      yield String(read)
    }
  }
  try {
    await pipeline(source, producer.writable({ topic: 't' }))
    const values = kafka.records('t').map(({ value }) => Number(value))

    expect(rule.fired).toBeGreaterThan(10)
    expect(stored).toBe(RECORDS)
    expect(mostAhead).toBeLessThan(BUFFER_BYTES / OVERHEAD_BYTES + 2 * HIGH_WATER_MARK)
    expect(values).toHaveLength(RECORDS)
    expect(values.every((value, index) => value === index)).toBe(true)
  } finally {
    await producer.close({ timeoutMs: 1_000 })
    await kafka.stop()
  }
})
