import { describe, expect, it } from 'vitest'
import { recordBatch } from '../../conformance/record-batch.ts'
import { MAX_PRODUCERS_PER_PARTITION, ProducerStates } from './producer-state.ts'
import { type RecordBatchHeader, readBatchHeader } from './record-batch-header.ts'

const HIGHEST_SEQUENCE = 2 ** 31 - 1

/** The header of a batch of two records. */
function batch(baseSequence: number, producerEpoch = 0, producerId = 7n): RecordBatchHeader {
  return readBatchHeader(
    recordBatch({ values: ['a', 'b'], producerId, producerEpoch, baseSequence }),
  )
}

function statesAfter(...batches: readonly RecordBatchHeader[]): ProducerStates {
  const states = new ProducerStates()
  batches.forEach((header, index) =>
    states.remember(header, { baseOffset: index * 2, timestamp: -1 }),
  )
  return states
}

describe('ProducerStates', () => {
  it('takes an unknown producer at any sequence and any epoch', () => {
    expect(() => new ProducerStates().requireNext(batch(123, 9))).not.toThrow()
  })

  it('takes the sequence that follows the last one, and none else', () => {
    const states = statesAfter(batch(0), batch(2))

    expect(() => states.requireNext(batch(4))).not.toThrow()
    for (const wrong of [0, 3, 5, 6]) {
      expect(() => states.requireNext(batch(wrong))).toThrow(
        expect.objectContaining({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' }),
      )
    }
  })

  it('counts from the highest sequence on to 0', () => {
    const wrapped = statesAfter(batch(HIGHEST_SEQUENCE - 1))
    const across = statesAfter(batch(HIGHEST_SEQUENCE))

    expect(() => wrapped.requireNext(batch(0))).not.toThrow()
    expect(() => across.requireNext(batch(1))).not.toThrow()
    expect(across.findDuplicate(batch(HIGHEST_SEQUENCE))).toMatchObject({ lastSequence: 0 })
  })

  it('refuses an epoch that is over', () => {
    const states = statesAfter(batch(0, 3))

    expect(() => states.requireNext(batch(2, 2))).toThrow(
      expect.objectContaining({ error: 'INVALID_PRODUCER_EPOCH' }),
    )
  })

  it('wants a new epoch to begin at 0', () => {
    const states = statesAfter(batch(0, 3))

    expect(() => states.requireNext(batch(2, 4))).toThrow(
      expect.objectContaining({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' }),
    )
    expect(() => states.requireNext(batch(0, 4))).not.toThrow()
  })

  it('finds each of the last five batches again, and no older one', () => {
    const sent = [0, 2, 4, 6, 8, 10].map((sequence) => batch(sequence))
    const states = statesAfter(...sent)

    expect(sent.map((header) => states.findDuplicate(header)?.baseOffset)).toEqual([
      undefined,
      2,
      4,
      6,
      8,
      10,
    ])
  })

  it('takes no batch for a duplicate that only overlaps one, or is of another epoch', () => {
    const states = statesAfter(batch(0, 1))

    expect(states.findDuplicate(batch(1, 1))).toBeUndefined()
    expect(states.findDuplicate(batch(0, 2))).toBeUndefined()
  })

  it('forgets what it knew of an epoch when the next begins', () => {
    const states = statesAfter(batch(0, 1), batch(0, 2))

    expect(states.findDuplicate(batch(0, 1))).toBeUndefined()
    expect(states.findDuplicate(batch(0, 2))?.baseOffset).toBe(2)
  })

  it('does not remember producers without an id', () => {
    const states = statesAfter(batch(-1, -1, -1n))

    expect(states.findDuplicate(batch(-1, -1, -1n))).toBeUndefined()
  })

  it('forgets the producer that has been quiet for longest when there are too many', () => {
    const states = new ProducerStates()
    const template = batch(0)
    for (let id = 0; id < MAX_PRODUCERS_PER_PARTITION; id++) {
      states.remember({ ...template, producerId: BigInt(id) }, { baseOffset: id, timestamp: -1 })
    }
    states.remember(
      { ...template, producerId: 0n, baseSequence: 2 },
      { baseOffset: 5, timestamp: -1 },
    )

    states.remember({ ...template, producerId: -5n }, { baseOffset: 6, timestamp: -1 })

    expect(states.findDuplicate({ ...template, producerId: 0n })).toBeDefined()
    expect(states.findDuplicate({ ...template, producerId: 1n })).toBeUndefined()
    expect(states.findDuplicate({ ...template, producerId: 2n })).toBeDefined()
  })
})
