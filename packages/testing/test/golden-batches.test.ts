import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { validateBatch } from '../src/cluster/batch-validator.ts'
import { decodeBatch } from '../src/cluster/decode-batch.ts'
import { takeSingleBatch } from '../src/cluster/single-batch.ts'
import { TopicConfig } from '../src/cluster/topic-config.ts'

interface GoldenBatch {
  readonly records: readonly {
    readonly timestamp: number
    readonly key: string | null
    readonly value: string | null
    readonly headers: readonly { readonly key: string; readonly value: string | null }[]
  }[]
  readonly codec: string
  readonly producerId: string
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly transactional: boolean
  readonly batch: string
}

// Written by Java's MemoryRecordsBuilder; one JSON object a line.
const goldenBatches = readFileSync(new URL('vectors/batches.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): GoldenBatch => JSON.parse(line))

describe('batches that Java wrote', () => {
  it.each(goldenBatches.map((golden, index) => ({ ...golden, title: `${golden.codec} ${index}` })))(
    'are taken and decoded to the same records: $title',
    (golden) => {
      const batch = takeSingleBatch(Buffer.from(golden.batch, 'hex'), 7)
      validateBatch(batch, new TopicConfig(new Map()).batchRules, Date.UTC(2026, 0, 1))
      const records = decodeBatch({
        ...batch,
        baseOffset: 0,
      })

      const hex = (bytes: Buffer | null) => bytes?.toString('hex') ?? null
      expect(
        records.map(({ timestamp, key, value, headers }) => ({
          timestamp,
          key: hex(key),
          value: hex(value),
          headers: headers.map((header) => ({ key: header.key, value: hex(header.value) })),
        })),
      ).toEqual(golden.records)
      expect(records[0]).toMatchObject({
        producerId: BigInt(golden.producerId),
        producerEpoch: golden.producerEpoch,
        sequence: golden.baseSequence,
      })
      expect(batch.header.transactional).toBe(golden.transactional)
    },
  )

  it('number records past the highest sequence from 0 on', () => {
    const golden = goldenBatches.find(({ baseSequence }) => baseSequence === 2 ** 31 - 1)
    const batch = takeSingleBatch(Buffer.from(golden?.batch ?? '', 'hex'), 7)

    const records = decodeBatch({ ...batch, baseOffset: 0 })

    expect(records.map(({ sequence }) => sequence)).toEqual([2 ** 31 - 1, 0])
  })
})
