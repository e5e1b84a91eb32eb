import { describe, expect, it } from 'vitest'
import { KAFKA_KEYS, OPTIONS_NOT_SUPPORTED_YET, refuseUnknownOptions } from './option-names.ts'

describe('refuseUnknownOptions', () => {
  it('takes every option', () => {
    expect(() => refuseUnknownOptions(Object.keys(KAFKA_KEYS))).not.toThrow()
  })

  it.each([
    ['linger', 'Option "linger" is not known; did you mean lingerMs?'],
    ['requestTimeout', 'Option "requestTimeout" is not known; did you mean requestTimeoutMs?'],
    [
      'compression.gzip.level',
      'Option "compression.gzip.level" is not known; did you mean compression?',
    ],
    ['linger.ms', 'Option "linger.ms" is not known; did you mean lingerMs?'],
    ['bootstrap.servers', 'Option "bootstrap.servers" is not known; did you mean brokers?'],
    [
      'max.in.flight.requests.per.connection',
      'Option "max.in.flight.requests.per.connection" is not known; did you mean maxInFlightRequests?',
    ],
    ['transactional.id', 'Option "transactional.id" is not known; did you mean transactionalId?'],
    ['colour', 'Option "colour" is not known'],
    ['__proto__', 'Option "__proto__" is not known'],
    ['constructor', 'Option "constructor" is not known'],
    ['a\nb', 'Option "a\\u000ab" is not known'],
  ])('refuses %j', (name, message) => {
    expect(() => refuseUnknownOptions(['brokers', name])).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    )
  })

  it.each(Object.keys(OPTIONS_NOT_SUPPORTED_YET))('says that %s is not there yet', (name) => {
    expect(() => refuseUnknownOptions([name])).toThrow(
      expect.objectContaining({
        code: 'NOT_SUPPORTED_YET',
        message: `Option ${name} is not supported yet`,
      }),
    )
  })
})
