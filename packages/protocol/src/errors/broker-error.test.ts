import { describe, expect, it } from 'vitest'
import { brokerErrorByCode, brokerErrorCode } from './broker-error.ts'
import { BROKER_ERRORS } from './broker-errors.ts'

describe('BROKER_ERRORS', () => {
  it('has every code from the unknown error on, once and in order', () => {
    const codes = BROKER_ERRORS.map(({ code }) => code)

    expect(codes).toEqual(Array.from({ length: codes.length }, (_, i) => i - 1))
  })

  it('cannot be changed', () => {
    expect(BROKER_ERRORS).toSatisfy(Object.isFrozen)
    expect(BROKER_ERRORS.every((error) => Object.isFrozen(error))).toBe(true)
  })
})

describe('brokerErrorByCode', () => {
  it.each([
    { code: -1, name: 'UNKNOWN_SERVER_ERROR', retriable: false },
    { code: 0, name: 'NONE', retriable: false },
    { code: 6, name: 'NOT_LEADER_OR_FOLLOWER', retriable: true },
    { code: 10, name: 'MESSAGE_TOO_LARGE', retriable: false },
    { code: 47, name: 'INVALID_PRODUCER_EPOCH', retriable: false },
  ])('knows $code as $name', ({ code, name, retriable }) => {
    expect(brokerErrorByCode(code)).toEqual({ code, name, retriable })
  })

  it('keeps the number of an error that it does not know', () => {
    expect(brokerErrorByCode(9999)).toEqual({
      code: 9999,
      name: 'UNKNOWN_SERVER_ERROR',
      retriable: false,
    })
  })
})

describe('brokerErrorCode', () => {
  it('is the code of every name in the table', () => {
    for (const { code, name } of BROKER_ERRORS) expect(brokerErrorCode(name)).toBe(code)
  })

  it('refuses a name that Kafka does not have', () => {
    // @ts-expect-error: not a name of the table
    expect(() => brokerErrorCode('toString')).toThrow(RangeError)
  })
})
