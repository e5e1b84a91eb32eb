import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import type { Random } from '../time/random.ts'
import { exponentialBackoff } from './exponential-backoff.ts'

const error = new ProducerError('BROKERS_UNREACHABLE', 'away', { retriable: true })
const always = (number: number): Random => ({ next: () => number })
const MIDDLE = always(0.5)

describe('exponentialBackoff', () => {
  it.each([
    [1, 100],
    [2, 200],
    [3, 400],
    [4, 800],
    [5, 1_000],
    [6, 1_000],
    [2_000, 1_000],
    [Number.MAX_SAFE_INTEGER, 1_000],
  ])('doubles from the first wait up to the limit: attempt %i waits %i ms', (attempt, delayMs) => {
    const policy = exponentialBackoff({ initialMs: 100, maxMs: 1_000, random: MIDDLE })

    expect(policy.delayMs({ attempt, elapsedMs: 0, error })).toBe(delayMs)
  })

  it.each([
    [0, 160],
    [0.5, 200],
    [1 - Number.EPSILON, 240],
  ])('moves a wait of 200 ms by a fifth at most: chance %d gives %i ms', (chance, delayMs) => {
    const policy = exponentialBackoff({ initialMs: 100, maxMs: 1_000, random: always(chance) })

    expect(policy.delayMs({ attempt: 2, elapsedMs: 0, error })).toBeCloseTo(delayMs, 6)
  })

  it('never exceeds the limit, jitter included', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.nat(10_000),
        fc.nat(100),
        fc.nat(99),
        fc.integer({ min: 1, max: 100 }),
        (initialMs, more, jitterPercent, chancePercent, attempt) => {
          const maxMs = initialMs + more
          const jitter = jitterPercent / 100
          const random = always(chancePercent / 100)
          const policy = exponentialBackoff({ initialMs, maxMs, jitter, random })

          const delayMs = policy.delayMs({ attempt, elapsedMs: 0, error })

          expect(delayMs).toBeGreaterThanOrEqual(0)
          expect(delayMs).toBeLessThanOrEqual(maxMs)
        },
      ),
    )
  })

  it('spreads its waits by itself when it is given no randomness', () => {
    const policy = exponentialBackoff({ initialMs: 1_000, maxMs: 2_000 })

    const delays = Array.from({ length: 50 }, () =>
      policy.delayMs({ attempt: 1, elapsedMs: 0, error }),
    )

    expect(new Set(delays).size).toBeGreaterThan(40)
    for (const delayMs of delays) {
      expect(delayMs).toBeGreaterThanOrEqual(800)
      expect(delayMs).toBeLessThanOrEqual(1_200)
    }
  })

  it('waits for nothing when the first wait is 0', () => {
    const policy = exponentialBackoff({ initialMs: 0, maxMs: 0, random: MIDDLE })

    expect(policy.delayMs({ attempt: 2_000, elapsedMs: 0, error })).toBe(0)
  })

  it.each([
    [{ initialMs: -1, maxMs: 1 }, 'initialMs -1 is below 0'],
    [{ initialMs: Number.NaN, maxMs: 1 }, 'initialMs NaN is below 0'],
    [{ initialMs: 2, maxMs: 1 }, 'maxMs 1 is below initialMs 2'],
    [{ initialMs: 1, maxMs: 1, jitter: 1.1 }, 'jitter 1.1 is not within 0 to 1'],
  ])('refuses %o', (options, message) => {
    expect(() => exponentialBackoff({ ...options, random: MIDDLE })).toThrow(
      new RangeError(message),
    )
  })
})
