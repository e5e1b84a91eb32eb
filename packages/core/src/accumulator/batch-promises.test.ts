import { describe, expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { BatchPromises } from './batch-promises.ts'

function promises(): BatchPromises {
  return new BatchPromises((index) => ({
    topic: 't',
    partition: 0,
    offset: 100 + index,
    timestamp: 0,
  }))
}

describe('the promises of a batch', () => {
  it('tell each record its own place, also when records between them have none', async () => {
    const batch = promises()
    const added = [0, 2, 5].map((index) => batch.add(index))
    batch.acknowledge()

    const offsets = (await Promise.all(added)).map(({ offset }) => offset)

    expect(offsets).toEqual([100, 102, 105])
  })

  it('are told in the order in which they were asked for', async () => {
    const batch = promises()
    const told: number[] = []
    const added = [0, 1, 2].map((index) => batch.add(index).then(({ offset }) => told.push(offset)))
    batch.acknowledge()

    await Promise.all(added)

    expect(told).toEqual([100, 101, 102])
  })

  it('all reject with the error of the batch', async () => {
    const batch = promises()
    const added = [0, 1].map((index) => batch.add(index))
    const error = new ProducerError('DELIVERY_TIMEOUT', 'late', { persisted: 'possibly' })
    batch.fail(() => error)

    const outcomes = await Promise.allSettled(added)

    expect(outcomes).toEqual([
      { status: 'rejected', reason: error },
      { status: 'rejected', reason: error },
    ])
  })

  it('raise an unhandled rejection for each that nobody awaits', async () => {
    const batch = promises()
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => {
      unhandled.push(reason)
    }
    process.on('unhandledRejection', note)
    batch.add(0)
    batch.add(1)
    batch.fail(() => new ProducerError('ABORTED', 'given up'))

    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)

    expect(unhandled).toHaveLength(2)
  })

  it('reject each with its own error where there is one', async () => {
    const batch = promises()
    const added = [0, 1].map((index) => batch.add(index))
    batch.fail((index) => new ProducerError('BROKER_REJECTED', `record ${index}`))

    const outcomes = await Promise.allSettled(added)

    expect(outcomes).toMatchObject([
      { reason: { message: 'record 0' } },
      { reason: { message: 'record 1' } },
    ])
  })

  it('follow the records into two parts, in order, also when these settle first', async () => {
    const whole = promises()
    const told: number[] = []
    const added = [0, 1, 3].map((index) => whole.add(index).finally(() => told.push(index)))
    const first = promises()
    const second = promises()
    whole.follow(first, second, 2)
    first.acknowledge()
    second.fail((index) => new ProducerError('BROKER_REJECTED', `record ${index} of the second`))

    const outcomes = await Promise.allSettled(added)

    expect(outcomes).toMatchObject([
      { value: { offset: 100 } },
      { value: { offset: 101 } },
      { reason: { message: 'record 1 of the second' } },
    ])
    expect(told).toEqual([0, 1, 3])
  })
})
