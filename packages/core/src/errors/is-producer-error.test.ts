import { describe, expect, it } from 'vitest'
import { isProducerError } from './is-producer-error.ts'
import { ProducerError } from './producer-error.ts'

class ProducerErrorOfAnotherCopy extends Error {
  override readonly name = 'ProducerError'
  readonly code = 'DELIVERY_TIMEOUT'
  readonly persisted = 'possibly'
}

describe('isProducerError', () => {
  it('knows the errors of this copy and of another', () => {
    expect(isProducerError(new ProducerError('ABORTED', 'given up'))).toBe(true)
    expect(isProducerError(new ProducerErrorOfAnotherCopy('late'))).toBe(true)
  })

  it.each([
    [new Error('x')],
    [{ name: 'ProducerError', code: 'ABORTED' }],
    [null],
    ['ProducerError'],
  ])('takes %j for something else', (thrown) => {
    expect(isProducerError(thrown)).toBe(false)
  })
})
