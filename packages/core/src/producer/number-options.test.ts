import { describe, expect, it } from 'vitest'
import { GivenOptions } from './given-options.ts'
import { NUMBER_LIMITS, type NumberOptions, resolveNumbers } from './number-options.ts'
import { DEFAULT_PRODUCER_OPTIONS } from './producer-options.ts'

function resolve(options: Partial<NumberOptions>): NumberOptions {
  return resolveNumbers(new GivenOptions(options), DEFAULT_PRODUCER_OPTIONS)
}

describe('resolveNumbers', () => {
  it('takes the defaults for all that was left out', () => {
    for (const [name] of NUMBER_LIMITS) {
      expect(resolve({})[name]).toBe(DEFAULT_PRODUCER_OPTIONS[name])
    }
  })

  it.each(NUMBER_LIMITS)('refuses %s below %i and above %i', (name, min, max) => {
    for (const value of [min - 1, max + 1, min + 0.5, Number.NaN]) {
      expect(() => resolve({ [name]: value })).toThrow(
        expect.objectContaining({
          code: 'INVALID_OPTION',
          message: `Option ${name} is ${value}; it takes a whole number from ${min} to ${max}`,
        }),
      )
    }
  })

  // One row per rule: what was set, and what follows.
  it.each<[string, Partial<NumberOptions>, Partial<NumberOptions>]>([
    [
      'a short delivery timeout lowers the default request timeout',
      { deliveryTimeoutMs: 5_000, lingerMs: 100 },
      { deliveryTimeoutMs: 5_000, requestTimeoutMs: 4_900 },
    ],
    [
      'a long request timeout raises the default delivery timeout',
      { requestTimeoutMs: 200_000, lingerMs: 10 },
      { deliveryTimeoutMs: 200_010, requestTimeoutMs: 200_000 },
    ],
    [
      'a long linger raises the default delivery timeout',
      { lingerMs: 100_000 },
      { deliveryTimeoutMs: 130_000, requestTimeoutMs: 30_000 },
    ],
    [
      'a delivery timeout of exactly linger and request time is enough',
      { deliveryTimeoutMs: 31_000, requestTimeoutMs: 30_000, lingerMs: 1_000 },
      { deliveryTimeoutMs: 31_000, requestTimeoutMs: 30_000 },
    ],
    [
      'a first backoff above the default limit raises the limit',
      { retryBackoffMs: 5_000, reconnectBackoffMs: 2_000 },
      { retryBackoffMaxMs: 5_000, reconnectBackoffMaxMs: 2_000 },
    ],
    [
      'a limit below the default first backoff lowers that',
      { retryBackoffMaxMs: 20, reconnectBackoffMaxMs: 0 },
      { retryBackoffMs: 20, reconnectBackoffMs: 0 },
    ],
    [
      'a small memory lowers the default sizes of request, batch and waiting room',
      { bufferMemoryBytes: 10_000 },
      { maxRequestSizeBytes: 10_000, batchSizeBytes: 10_000, maxWaitingBytes: 10_000 },
    ],
    [
      'a small request lowers the default batch size',
      { maxRequestSizeBytes: 4_000 },
      { batchSizeBytes: 4_000, bufferMemoryBytes: 67_108_864 },
    ],
    [
      'the waiting room has a size of its own when it is set',
      { maxWaitingBytes: 0, bufferMemoryBytes: 100_000_000 },
      { maxWaitingBytes: 0, bufferMemoryBytes: 100_000_000 },
    ],
    [
      'the waiting room is as large as the memory when it is not',
      { bufferMemoryBytes: 100_000_000 },
      { maxWaitingBytes: 100_000_000 },
    ],
  ])('%s', (_rule, set, expected) => {
    expect(resolve(set)).toMatchObject(expected)
  })

  it.each<[Partial<NumberOptions>, string]>([
    [
      { deliveryTimeoutMs: 1_000, requestTimeoutMs: 2_000 },
      'Option deliveryTimeoutMs is 1000; it cannot be below lingerMs + requestTimeoutMs (0 + 2000)',
    ],
    [
      { deliveryTimeoutMs: 1_000, lingerMs: 1_000 },
      'Option deliveryTimeoutMs is 1000; it cannot be below lingerMs + requestTimeoutMs (1000 + 30000)',
    ],
    [
      { retryBackoffMs: 200, retryBackoffMaxMs: 100 },
      'Option retryBackoffMs is 200; it cannot be above retryBackoffMaxMs (100)',
    ],
    [
      { reconnectBackoffMs: 200, reconnectBackoffMaxMs: 100 },
      'Option reconnectBackoffMs is 200; it cannot be above reconnectBackoffMaxMs (100)',
    ],
    [
      { maxRequestSizeBytes: 100_000_000 },
      'Option maxRequestSizeBytes is 100000000; it cannot be above bufferMemoryBytes (67108864)',
    ],
    [
      { batchSizeBytes: 20_000, bufferMemoryBytes: 10_000 },
      'Option batchSizeBytes is 20000; it cannot be above bufferMemoryBytes (10000)',
    ],
    [
      { batchSizeBytes: 2_000_000 },
      'Option batchSizeBytes is 2000000; it cannot be above maxRequestSizeBytes (1048576)',
    ],
  ])('refuses %o', (set, message) => {
    expect(() => resolve(set)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', message }))
  })
})
