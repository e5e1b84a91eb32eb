import { describe, expect, it } from 'vitest'
import { namedPartitions } from './named-partitions.ts'
import { overwriteErrors } from './overwrite-errors.ts'

const INJECTED = { error: 'NOT_COORDINATOR', details: { message: 'elsewhere' } } as const
const noTopic = (): undefined => undefined

describe('overwriteErrors', () => {
  it('reaches every place for an error, and leaves the rest', () => {
    const records = Buffer.from('bytes')
    const response = {
      errorCode: 0,
      throttleTimeMs: 3,
      topics: [
        { name: 't', partitions: [{ partitionIndex: 0, errorCode: 0, offset: 4n, records }] },
      ],
    }

    const overwritten = overwriteErrors(response, INJECTED, () => true, noTopic)

    expect(overwritten).toMatchObject({
      errorCode: 16,
      throttleTimeMs: 3,
      topics: [
        { name: 't', partitions: [{ partitionIndex: 0, errorCode: 16, offset: 4n, records }] },
      ],
    })
    expect(response.topics[0]?.partitions[0]?.errorCode).toBe(0)
  })
})

describe('overwriteErrors, of what was refused', () => {
  it('leaves the error that is there: nothing was applied', () => {
    const response = {
      partitions: [
        { index: 0, errorCode: 10 },
        { index: 1, errorCode: 0 },
      ],
    }

    expect(overwriteErrors(response, INJECTED, () => true, noTopic)).toMatchObject({
      partitions: [{ errorCode: 10 }, { errorCode: 16 }],
    })
  })
})

describe('namedPartitions', () => {
  it('finds topics and partitions whatever the API calls them', () => {
    const topicNameOf = (id: string) => (id === 'id-of-u' ? 'u' : undefined)

    expect(namedPartitions({ topicNames: ['a', 'b'] }, noTopic)).toEqual([
      { topic: 'a', partition: undefined },
      { topic: 'b', partition: undefined },
    ])
    expect(
      namedPartitions(
        { topics: [{ topicId: 'id-of-u', partitions: [{ partition: 3 }] }] },
        topicNameOf,
      ),
    ).toEqual([
      { topic: 'u', partition: undefined },
      { topic: 'u', partition: 3 },
    ])
    expect(
      namedPartitions({ topics: [{ name: 'a', partitionIndexes: [4] }] }, noTopic),
    ).toContainEqual({
      topic: 'a',
      partition: 4,
    })
  })

  it('takes nothing else for a topic', () => {
    const join = { groupId: 'g', protocols: [{ name: 'range', metadata: Buffer.from('m') }] }

    expect(namedPartitions(join, noTopic)).toEqual([])
    expect(namedPartitions(null, noTopic)).toEqual([])
  })
})
