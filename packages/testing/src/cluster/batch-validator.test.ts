import { describe, expect, it } from 'vitest'
import { type BatchTerms, recordBatch } from '../../conformance/record-batch.ts'
import { type BatchRules, validateBatch } from './batch-validator.ts'
import { BrokerRefusal } from './broker-refusal.ts'
import { crc32c } from './crc32c.ts'
import { takeSingleBatch } from './single-batch.ts'
import { TopicConfig } from './topic-config.ts'

const NOW = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000

function refusalOf(batch: Buffer, config: Record<string, string> = {}): BrokerRefusal | undefined {
  const rules: BatchRules = new TopicConfig(new Map(Object.entries(config))).batchRules
  try {
    validateBatch(takeSingleBatch(batch, 9), rules, NOW)
    return undefined
  } catch (error) {
    if (error instanceof BrokerRefusal) return error
    throw error
  }
}

function batchWith(change: (batch: Buffer) => void, terms: BatchTerms = {}): Buffer {
  const batch = recordBatch({ timestampMs: NOW, ...terms })
  change(batch)
  batch.writeUInt32BE(crc32c(batch, 21), 17)
  return batch
}

describe('validateBatch', () => {
  it('takes a sound batch', () => {
    expect(refusalOf(recordBatch({ timestampMs: NOW, values: ['a', 'b'] }))).toBeUndefined()
  })

  it.each([
    ['a base offset', batchWith((batch) => batch.writeBigInt64BE(5n, 0)), 'INVALID_RECORD'],
    ['a wrong CRC', recordBatch({ corruptCrc: true }), 'CORRUPT_MESSAGE'],
    ['no records', recordBatch({ values: [] }), 'INVALID_RECORD'],
    [
      'fewer records than claimed',
      batchWith((batch) => {
        batch.writeInt32BE(1, 23)
        batch.writeInt32BE(2, 57)
      }),
      'INVALID_RECORD',
    ],
    [
      'more records than claimed',
      batchWith(
        (batch) => {
          batch.writeInt32BE(0, 23)
          batch.writeInt32BE(1, 57)
        },
        { values: ['a', 'b'] },
      ),
      'INVALID_RECORD',
    ],
    ['a count beside its offsets', recordBatch({ claimedRecordCount: 2 }), 'INVALID_RECORD'],
    ['a control batch', recordBatch({ attributes: 0x20 }), 'INVALID_RECORD'],
    ['a producer id without a sequence', recordBatch({ producerId: 1n }), 'INVALID_RECORD'],
    ['an unknown compression', recordBatch({ attributes: 7 }), 'UNSUPPORTED_COMPRESSION_TYPE'],
    ['gzip that is none', recordBatch({ attributes: 1 }), 'CORRUPT_MESSAGE'],
  ])('refuses %s', (_what, batch, error) => {
    expect(refusalOf(batch)?.error).toBe(error)
  })

  it('refuses offset deltas that do not count up', () => {
    const secondOffsetDelta = 61 + 8 + 3
    const batch = batchWith((bytes) => bytes.writeInt8(0, secondOffsetDelta), {
      values: ['a', 'b'],
    })

    expect(refusalOf(batch)?.message).toBe('Record 1 has the offset delta 0')
  })

  it('takes a batch as large as the topic allows, and none larger', () => {
    const batch = recordBatch({ timestampMs: NOW })

    expect(refusalOf(batch, { 'max.message.bytes': String(batch.length) })).toBeUndefined()
    expect(refusalOf(batch, { 'max.message.bytes': String(batch.length - 1) })?.error).toBe(
      'MESSAGE_TOO_LARGE',
    )
  })

  it('names the records whose time is too far ahead', () => {
    const refusal = refusalOf(recordBatch({ timestampMs: NOW + HOUR_MS + 1, values: ['a', 'b'] }))

    expect(refusal?.error).toBe('INVALID_TIMESTAMP')
    expect(refusal?.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([0, 1])
    expect(refusalOf(recordBatch({ timestampMs: NOW + HOUR_MS }))).toBeUndefined()
  })

  it('takes any time where the broker sets its own, and a record without one', () => {
    const farAhead = recordBatch({ timestampMs: NOW + 2 * HOUR_MS })

    expect(refusalOf(farAhead, { 'message.timestamp.type': 'LogAppendTime' })).toBeUndefined()
    expect(refusalOf(recordBatch({ timestampMs: -1 }))).toBeUndefined()
  })

  it('names the records without a key on a compacted topic', () => {
    const compacted = { 'cleanup.policy': 'compact' }
    const refusal = refusalOf(recordBatch({ timestampMs: NOW, values: ['a', 'b'] }), compacted)

    expect(refusal?.error).toBe('INVALID_RECORD')
    expect(refusal?.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([0, 1])
    expect(refusalOf(recordBatch({ timestampMs: NOW, key: 'k' }), compacted)).toBeUndefined()
  })
})
