import { describe, expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { OutcomeList } from './outcome-list.ts'

const metadata = (offset: number) => ({ topic: 't', partition: 0, offset, timestamp: 0 })
const error = new ProducerError('ABORTED', 'given up')

describe('OutcomeList', () => {
  it('keeps each outcome at the place of its record, in whatever order they come', async () => {
    const outcomes = new OutcomeList()
    const places = [outcomes.next(), outcomes.next(), outcomes.next()]
    outcomes.complete()

    outcomes.settle(2, null, metadata(2))
    outcomes.settle(0, null, metadata(0))
    outcomes.settle(1, error, null)

    expect(places.map(({ detail }) => detail)).toEqual([0, 1, 2])
    expect(await outcomes.promise).toEqual([
      { status: 'fulfilled', value: metadata(0) },
      { status: 'rejected', reason: error },
      { status: 'fulfilled', value: metadata(2) },
    ])
  })

  it('waits for the end of the list, however soon its records settle', async () => {
    const outcomes = new OutcomeList()
    let ended = false
    void outcomes.promise.then(() => {
      ended = true
    })
    outcomes.next()
    outcomes.settle(0, null, metadata(0))
    await Promise.resolve()
    const early = ended

    outcomes.complete()
    await outcomes.promise

    expect([early, ended]).toEqual([false, true])
  })

  it('of nothing ends at once', async () => {
    const outcomes = new OutcomeList()
    outcomes.complete()

    expect(await outcomes.promise).toEqual([])
  })
})
