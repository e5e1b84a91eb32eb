import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { headerBlockOf } from '../../test/header-block-of.ts'
import { pendingRecord } from '../../test/pending-record.ts'
import { murmur2, partitionForKey } from '../partitioning/murmur2.ts'
import { Murmur2Partitioner } from '../partitioning/murmur2-partitioner.ts'
import type { Partitioner, PartitionerInput } from '../partitioning/partitioner.ts'
import { KeylessChoice } from './keyless-choice.ts'
import { PartitionChoice } from './partition-choice.ts'
import { TopicState } from './topic-state.ts'

function topicWith(partitionCount: number): TopicState {
  const keyless = new KeylessChoice({
    adaptivePartitioning: true,
    availabilityTimeoutMs: 0,
    clock: new ManualClock(),
    random: { next: () => 0.5 },
  })
  const topic = new TopicState('t', 1_000, keyless)
  topic.queues.partitionCount = partitionCount
  topic.queues.availablePartitions = Array.from({ length: partitionCount }, (_, index) => index)
  return topic
}

const asking = (partition: Partitioner['partition']) =>
  new PartitionChoice({ custom: { partition }, byKey: null })

const keyed = (key: string | Uint8Array) =>
  Object.assign(pendingRecord('v'), { key, keyLength: Buffer.byteLength(key) })

describe('PartitionChoice', () => {
  it('hashes text as the bytes it is written as, however long it is', () => {
    const choice = new PartitionChoice({ custom: null, byKey: new Murmur2Partitioner() })
    const topic = topicWith(97)

    for (const key of ['', 'a', 'ключ', '€'.repeat(5_000), 'short again']) {
      const bytes = Buffer.from(key)
      const expected = partitionForKey(murmur2(bytes, 0, bytes.length), 97)
      expect(choice.byKey(topic, keyed(key))).toBe(expected)
      expect(choice.byKey(topic, keyed(bytes))).toBe(expected)
    }
  })

  it('leaves it open where there is no key', () => {
    expect(
      new PartitionChoice({ custom: null, byKey: new Murmur2Partitioner() }).byKey(
        topicWith(4),
        pendingRecord('v'),
      ),
    ).toBe(-1)
  })

  it('shows a partitioner the record as it will be sent', () => {
    const seen: PartitionerInput[] = []
    const choice = asking((input) => {
      seen.push(input)
      return 1
    })
    const record = keyed('k')
    record.headers = headerBlockOf([['h', 'x']])

    expect(choice.ask(topicWith(2), record)).toBe(1)
    expect(seen).toEqual([
      {
        topic: 't',
        keyBytes: Buffer.from('k'),
        valueBytes: Buffer.from('v'),
        headers: [['h', Buffer.from('x')]],
        partitionCount: 2,
        availablePartitions: [0, 1],
      },
    ])
  })

  it.each([-1, 2, 0.5, Number.NaN, '1', undefined])('refuses a partitioner’s %s', (chosen) => {
    const choice = asking(() => chosen as number)

    expect(() => choice.ask(topicWith(2), pendingRecord('v'))).toThrow(
      expect.objectContaining({ code: 'PARTITIONER_FAILED', topic: 't' }),
    )
  })

  it('names the topic when a partitioner throws, and keeps the cause', () => {
    const cause = new Error('a bug')
    const choice = asking(() => {
      throw cause
    })

    expect(() => choice.ask(topicWith(2), pendingRecord('v'))).toThrow(
      expect.objectContaining({ code: 'PARTITIONER_FAILED', cause }),
    )
  })
})
