import { describe, expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { fixedRetry } from './fixed-retry.ts'

const error = new ProducerError('BROKERS_UNREACHABLE', 'away', { retriable: true })

describe('fixedRetry', () => {
  it('waits as long after each failure, however many there were', () => {
    const policy = fixedRetry(250)
    const delays = [1, 2, 1_000].map((attempt) =>
      policy.delayMs({ attempt, elapsedMs: attempt * 250, error }),
    )

    expect(delays).toEqual([250, 250, 250])
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (delayMs) => {
    expect(() => fixedRetry(delayMs)).toThrow(RangeError)
  })
})
