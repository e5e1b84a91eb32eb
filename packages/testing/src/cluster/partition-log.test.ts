import { describe, expect, it } from 'vitest'
import { type BatchTerms, recordBatch } from '../../conformance/record-batch.ts'
import { decodeBatch } from './decode-batch.ts'
import { PartitionLog } from './partition-log.ts'
import { computeBatchCrc } from './record-batch-header.ts'
import { RetentionBudget } from './retention-budget.ts'
import { takeSingleBatch } from './single-batch.ts'
import { TopicConfig } from './topic-config.ts'

const NOW = Date.UTC(2026, 0, 1)
const PLENTY = 1_000_000
const LEADER_EPOCH = 3

function emptyLog(retentionBytes = PLENTY): PartitionLog {
  return new PartitionLog(new RetentionBudget(retentionBytes))
}

function append(log: PartitionLog, terms: BatchTerms = {}, config: Record<string, string> = {}) {
  const batch = takeSingleBatch(recordBatch({ timestampMs: NOW - 5, ...terms }), 9)
  const { batchRules } = new TopicConfig(new Map(Object.entries(config)))
  const result = log.append(batch, batchRules, LEADER_EPOCH, NOW)
  log.replicatedTo(log.endOffset)
  return result
}

function offsetsRead(log: PartitionLog, offset: number, maxBytes: number): number[] {
  return log.read(offset, { maxBytes, atLeastOne: true }).map(({ baseOffset }) => baseOffset)
}

describe('PartitionLog', () => {
  it('gives consecutive offsets and stamps them without touching the CRC', () => {
    const log = emptyLog()

    expect(append(log, { values: ['a', 'b'] })).toMatchObject({ kind: 'appended', baseOffset: 0 })
    expect(append(log, { values: ['c'] })).toMatchObject({ kind: 'appended', baseOffset: 2 })

    expect(log.endOffset).toBe(3)
    const second = log.batches[1]
    expect(second?.header).toMatchObject({ baseOffset: 2, leaderEpoch: LEADER_EPOCH })
    expect(second && computeBatchCrc(second.bytes)).toBe(second?.header.crc)
    expect(second && decodeBatch(second)[0]).toMatchObject({ offset: 2, timestamp: NOW - 5 })
  })

  it('keeps its bytes when the buffer that they came in is used again', () => {
    const log = emptyLog()
    const frame = recordBatch({ timestampMs: NOW, values: ['kept'] })
    log.append(takeSingleBatch(frame, 9), new TopicConfig(new Map()).batchRules, 0, NOW)

    frame.fill(0)

    expect(log.batches.flatMap(decodeBatch)[0]?.value).toEqual(Buffer.from('kept'))
  })

  it('sets the time of appending, with a CRC that fits, where the topic wants it', () => {
    const log = emptyLog()

    const result = append(log, {}, { 'message.timestamp.type': 'LogAppendTime' })

    expect(result.appendTime).toBe(NOW)
    const [batch] = log.batches
    expect(batch?.header).toMatchObject({ logAppendTime: true, maxTimestamp: NOW })
    expect(batch && computeBatchCrc(batch.bytes)).toBe(batch?.header.crc)
    expect(batch && decodeBatch(batch)[0]?.timestamp).toBe(NOW)
  })

  it('answers a batch that is there already with its old offset and stores it once', () => {
    const log = emptyLog()
    const idempotent = { producerId: 1n, producerEpoch: 0, baseSequence: 0 }
    append(log)
    append(log, idempotent)

    const again = append(log, idempotent)

    expect(again).toMatchObject({ kind: 'duplicate', baseOffset: 1, sameBytes: true })
    expect(log.endOffset).toBe(2)
  })

  it('notices that a reused sequence came with other bytes', () => {
    const log = emptyLog()
    const idempotent = { producerId: 1n, producerEpoch: 0, baseSequence: 0 }
    append(log, { ...idempotent, values: ['first'] })

    const again = append(log, { ...idempotent, values: ['other'] })

    expect(again).toMatchObject({ kind: 'duplicate', baseOffset: 0, sameBytes: false })
  })

  it('reads whole batches from the one with the offset, as many as fit', () => {
    const log = emptyLog()
    for (const values of [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ])
      append(log, { values })
    const size = log.batches[0]?.bytes.length ?? 0

    expect(offsetsRead(log, 3, size * 2)).toEqual([2, 4])
    expect(offsetsRead(log, 3, size * 2 - 1)).toEqual([2])
    expect(offsetsRead(log, 0, 0)).toEqual([0])
    expect(log.read(0, { maxBytes: 0, atLeastOne: false })).toEqual([])
    expect(offsetsRead(log, 6, PLENTY)).toEqual([])
  })

  it('refuses offsets outside the log', () => {
    const log = emptyLog()
    append(log, { values: ['a', 'b'] })
    log.deleteBefore(1)

    for (const offset of [0, 3, -1]) {
      expect(() => offsetsRead(log, offset, PLENTY)).toThrow(
        expect.objectContaining({ error: 'OFFSET_OUT_OF_RANGE' }),
      )
    }
  })

  it('keeps a batch that only a part of was deleted', () => {
    const log = emptyLog()
    append(log, { values: ['a', 'b'] })
    append(log, { values: ['c', 'd'] })

    log.deleteBefore(1)
    expect(log.startOffset).toBe(1)
    expect(log.batches.length).toBe(2)

    log.deleteBefore(2)
    expect(log.batches.map(({ baseOffset }) => baseOffset)).toEqual([2])
    expect(() => log.deleteBefore(5)).toThrow(
      expect.objectContaining({ error: 'OFFSET_OUT_OF_RANGE' }),
    )
  })

  it('knows where each leader epoch ends', () => {
    const log = emptyLog()
    log.beginEpoch(0)
    append(log)
    log.beginEpoch(2)
    append(log)

    expect(log.endOfEpoch(0)).toEqual({ epoch: 0, endOffset: 1 })
    expect(log.endOfEpoch(1)).toEqual({ epoch: 0, endOffset: 1 })
    expect(log.endOfEpoch(2)).toEqual({ epoch: 2, endOffset: 2 })
    expect(log.endOfEpoch(3)).toBeUndefined()
  })

  it('tells listeners of what is replicated, not of duplicates, until they stop', () => {
    const log = emptyLog()
    const idempotent = { producerId: 1n, producerEpoch: 0, baseSequence: 0 }
    const ends: number[] = []
    const stop = log.onReplicated(() => ends.push(log.endOffset))

    append(log, idempotent)
    append(log, idempotent)
    stop()
    append(log)

    expect(ends).toEqual([1])
  })
})

describe('RetentionBudget', () => {
  it('drops what was appended first, in whatever log it is, and keeps the newest batch', () => {
    const size = recordBatch({ timestampMs: NOW }).length
    const budget = new RetentionBudget(size * 2)
    const first = new PartitionLog(budget)
    const second = new PartitionLog(budget)

    append(first)
    append(second)
    append(first)
    expect([first.startOffset, second.startOffset]).toEqual([1, 0])

    append(first)
    expect([first.startOffset, second.startOffset]).toEqual([1, 1])
    expect(budget.usedBytes).toBe(size * 2)
  })

  it('keeps one batch that alone is larger than all that is allowed', () => {
    const log = emptyLog(10)

    append(log)
    append(log)

    expect(log.batches.map(({ baseOffset }) => baseOffset)).toEqual([1])
  })

  it('counts what was deleted otherwise as free', () => {
    const size = recordBatch({ timestampMs: NOW }).length
    const budget = new RetentionBudget(size * 2)
    const log = new PartitionLog(budget)
    append(log)
    append(log)

    log.clear()
    expect(budget.usedBytes).toBe(0)

    append(log)
    append(log)
    expect(log.batches.map(({ baseOffset }) => baseOffset)).toEqual([2, 3])
  })

  it('stays bounded over many more batches than it holds', () => {
    const size = recordBatch({ timestampMs: NOW }).length
    const log = emptyLog(size * 3)

    for (let i = 0; i < 5_000; i++) append(log)

    expect(log.batches.length).toBe(3)
    expect(log.startOffset).toBe(4_997)
  })
})
