import { describe, expect, it } from 'vitest'
import type { DialFailure } from './dial-failure.ts'
import { unreachableError } from './unreachable-error.ts'

function failure(where: string, changes: Partial<DialFailure> = {}): DialFailure {
  return {
    where,
    reason: 'refused the connection',
    code: 'BROKERS_UNREACHABLE',
    retriable: true,
    brokerError: undefined,
    closedBeforeAnswer: false,
    cause: undefined,
    ...changes,
  }
}

const EXPIRED = {
  reason: 'its certificate has expired',
  code: 'TLS_FAILED',
  retriable: false,
} as const

describe('unreachableError', () => {
  it('lists every address and why it failed', () => {
    const error = unreachableError([
      failure('a:1'),
      failure('b:2', { reason: 'did not accept the connection within 10 ms' }),
    ])

    expect(error).toMatchObject({
      code: 'BROKERS_UNREACHABLE',
      retriable: true,
      persisted: 'no',
      message:
        'No Kafka broker could be reached: a:1: refused the connection; b:2: did not accept the connection within 10 ms',
    })
  })

  it('is about TLS when TLS failed everywhere', () => {
    const error = unreachableError([failure('a:1', EXPIRED), failure('b:2', EXPIRED)])

    expect(error).toMatchObject({ code: 'TLS_FAILED', retriable: false })
  })

  it('stays retriable while one address may come back', () => {
    const error = unreachableError([failure('a:1', EXPIRED), failure('b:2')])

    expect(error).toMatchObject({ code: 'BROKERS_UNREACHABLE', retriable: true })
  })

  it('keeps what underlies it', () => {
    const cause = new Error('connect ECONNREFUSED')

    expect(unreachableError([failure('a:1', { cause })]).cause).toBe(cause)
    expect(unreachableError([failure('a:1', { cause }), failure('b:1', { cause })]).cause).toEqual(
      new AggregateError([cause, cause]),
    )
  })

  it('stays short however many addresses failed', () => {
    const error = unreachableError(
      Array.from({ length: 500 }, (_, index) => failure(`h${index}:1`)),
    )

    expect(error.message).toMatch(/h19:1: refused the connection; and 480 more$/)
  })
})
