import { describe, expect, it } from 'vitest'
import { type BatchTerms, recordBatch } from '../../conformance/record-batch.ts'
import { judgeTestBed } from '../../test/support/judge-test-bed.ts'
import type { StoredBatch } from '../cluster/partition-log.ts'
import { readBatchHeader } from '../cluster/record-batch-header.ts'
import { judgeSequences } from './judge-logs.ts'

describe('verify, about a log', () => {
  it('O4: finds records behind their successors, in each partition and session', () => {
    const { store, ledger, error } = judgeTestBed()
    const sent = (value: string, session: string) => ledger.sent({ topic: 't', value }, { session })
    sent('a', 'one').acknowledged({ partition: 0, offset: 2 })
    sent('b', 'two').acknowledged({ partition: 0, offset: 0 })
    sent('c', 'one').acknowledged({ partition: 0, offset: 1 })
    sent('d', 'one').acknowledged({ partition: 1, offset: 0 })
    store(['b', 'c', 'a'])
    store(['d'], {}, 1)

    expect(error()?.findings).toMatchObject([
      { rule: 'O4', what: 'record 0 stands in t-0 offset 2, behind record 2 at 1' },
    ])
  })

  it('O5: finds records that nobody sent, unless others may write there', () => {
    const { store, sent, broken, kafka } = judgeTestBed()
    kafka.createTopic('elsewhere')
    sent('a').acknowledged({ partition: 0, offset: 0 })
    store(['a', 'stranger'])

    expect(broken()).toEqual(['O5'])
    expect(broken({ strangers: 'allow' })).toEqual([])
  })

  it('finds sequences that leave some out, and epochs that go back', () => {
    const batches = [
      storedBatch(0, { values: ['a', 'b'], producerEpoch: 1, baseSequence: 0 }),
      storedBatch(2, { values: ['c'], producerEpoch: 1, baseSequence: 3 }),
      storedBatch(3, { values: ['d'], producerEpoch: 1, baseSequence: 4 }),
      storedBatch(4, { values: ['e'], producerEpoch: 0, baseSequence: 0 }),
    ]
    const log = { topic: 't', topicId: 'id', partition: 0, startOffset: 0, batches, deleted: false }

    expect(judgeSequences([log]).map(({ what }) => what)).toEqual([
      'producer 7 epoch 1 has sequence 3 in t-0 offset 2, where 2 comes next',
      'producer 7 epoch 0 stands in t-0 offset 4, behind its epoch 1',
    ])
  })

  it('finds a producer that does not begin at 0', () => {
    const { store, broken, sent } = judgeTestBed()
    sent('a').acknowledged({ partition: 0, offset: 0 })
    store(['a'], { producerId: 7n, producerEpoch: 0, baseSequence: 5 })
    expect(broken()).toEqual(['SEQUENCE_GAP'])
  })

  it('lets the first epoch begin where a test says that it does, and no other', () => {
    const terms = { values: ['a'] }
    const batches = [
      storedBatch(0, { ...terms, producerEpoch: 0, baseSequence: 9 }),
      storedBatch(1, { ...terms, producerEpoch: 1, baseSequence: 9 }),
    ]
    const log = { topic: 't', topicId: 'id', partition: 0, startOffset: 0, batches, deleted: false }

    expect(judgeSequences([log], 9).map(({ what }) => what)).toEqual([
      'producer 7 epoch 1 has sequence 9 in t-0 offset 1, where 0 comes next',
    ])
    expect(judgeSequences([log], 'any')).toHaveLength(1)
    expect(judgeSequences([log])).toHaveLength(2)
  })

  it('accepts sequences that go on from 2^31 - 1 to 0', () => {
    const { store, kafka, broken, sent } = judgeTestBed()
    const terms = { producerId: 7n, producerEpoch: 0 }
    for (const [index, value] of ['a', 'b', 'c', 'd'].entries()) {
      sent(value).acknowledged({ partition: 0, offset: index })
    }
    store(['a'], { ...terms, baseSequence: 2 ** 31 - 3 })
    store(['b', 'c'], { ...terms, baseSequence: 2 ** 31 - 2 })
    store(['d'], { ...terms, baseSequence: 0 })
    kafka.cluster.state.topic('t')?.partitions[0]?.log.deleteBefore(1)
    expect(broken()).toEqual([])
  })
})

function storedBatch(baseOffset: number, terms: BatchTerms): StoredBatch {
  const bytes = recordBatch({ producerId: 7n, ...terms })
  const header = readBatchHeader(bytes)
  const lastOffset = baseOffset + header.lastOffsetDelta
  return { baseOffset, lastOffset, header, bytes, sentCrc: header.crc }
}
