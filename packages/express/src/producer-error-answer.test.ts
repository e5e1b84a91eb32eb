import { ProducerError, type ProducerErrorCode } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { producerErrorAnswer } from './producer-error-answer.ts'

describe('producerErrorAnswer', () => {
  it.each<[ProducerErrorCode, number]>([
    ['BUFFER_EXHAUSTED', 503],
    ['DELIVERY_TIMEOUT', 503],
    ['BROKERS_UNREACHABLE', 503],
    ['PRODUCER_CLOSED', 503],
    ['RECORD_TOO_LARGE', 413],
    ['INVALID_RECORD', 400],
  ])('answers %s with %i', (code, status) => {
    expect(producerErrorAnswer(new ProducerError(code, 'why'))).toMatchObject({
      status,
      body: { code, persisted: 'no' },
    })
  })

  it.each<ProducerErrorCode>([
    'SERIALIZATION_FAILED',
    'UNKNOWN_TOPIC',
    'AUTHENTICATION_FAILED',
    'INVALID_OPTION',
  ])('leaves %s to the application', (code) => {
    expect(producerErrorAnswer(new ProducerError(code, 'why'))).toBeUndefined()
  })

  it.each([undefined, null, 'BUFFER_EXHAUSTED', { code: 'BUFFER_EXHAUSTED', persisted: 'no' }])(
    'leaves %o, which is no ProducerError, to the application',
    (thrown) => {
      expect(producerErrorAnswer(thrown)).toBeUndefined()
    },
  )

  it('knows the error of another copy of the package', () => {
    const foreign = Object.assign(new Error('full'), { code: 'BUFFER_EXHAUSTED', persisted: 'no' })

    expect(producerErrorAnswer(foreign)).toMatchObject({ status: 503, retryAfterSeconds: 5 })
  })

  it('invites nobody to repeat a request whose record may be stored', () => {
    const unknown = new ProducerError('DELIVERY_TIMEOUT', 'why', { persisted: 'possibly' })

    expect(producerErrorAnswer(unknown)).toMatchObject({
      retryAfterSeconds: undefined,
      body: { persisted: 'possibly' },
    })
  })

  it('tells a client nothing of the message, which names brokers', () => {
    const error = new ProducerError('BROKERS_UNREACHABLE', 'kafka-7.internal:9092 refused')

    expect(JSON.stringify(producerErrorAnswer(error))).not.toContain('internal')
  })
})
