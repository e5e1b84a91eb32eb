import { describe, expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { guardedRetryPolicy } from './guarded-retry-policy.ts'

const failure = {
  attempt: 1,
  elapsedMs: 0,
  error: new ProducerError('BROKERS_UNREACHABLE', 'gone', { retriable: true }),
}

function guard(delayMs: () => unknown): { result: number | null; logged: string[] } {
  const logged: string[] = []
  const note = (message: string): void => {
    logged.push(message)
  }
  const logger = { debug: note, info: note, warn: note, error: note }
  const policy = guardedRetryPolicy({ delayMs: delayMs as () => number }, logger, 5_000)
  return { result: policy.delayMs(failure), logged }
}

describe('a guarded retry policy', () => {
  it.each([0, 250, null])('passes %s on', (delay) => {
    expect(guard(() => delay)).toEqual({ result: delay, logged: [] })
  })

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [-1], [undefined], ['5']])(
    'gives up on %s and says so',
    (delay) => {
      const { result, logged } = guard(() => delay)

      expect(result).toBeNull()
      expect(logged).toEqual(['The retry policy gave no delay; the batch is not tried again'])
    },
  )

  it('waits no longer than a record may take in all', () => {
    expect(guard(() => 1e12)).toEqual({ result: 5_000, logged: [] })
  })

  it('gives up when the policy throws and says so', () => {
    const { result, logged } = guard(() => {
      throw new Error('no idea')
    })

    expect(result).toBeNull()
    expect(logged).toEqual(['The retry policy threw; the batch is not tried again'])
  })
})
