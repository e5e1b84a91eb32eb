import { ProducerError } from '@headwater/core'
import { NotFoundException, PayloadTooLargeException } from '@nestjs/common'
import { describe, expect, it } from 'vitest'
import { failureAnswer } from './failure-answer.ts'

describe('failureAnswer', () => {
  it.each([
    ['malformed JSON', Object.assign(new SyntaxError('Unexpected token'), { status: 400 }), 400],
    ['an unknown charset', Object.assign(new Error('charset'), { status: 415 }), 415],
    ['a body that is too large', new PayloadTooLargeException(), 413],
    ['an unknown address', new NotFoundException(), 404],
    ['a bug', new TypeError('x is not a function'), 500],
    ['a thrown text', 'oops', 500],
    ['a status that is no failure', Object.assign(new Error('odd'), { status: 200 }), 500],
  ])('answers %s with its status and none of its text', (_, error, status) => {
    const answer = failureAnswer(error)

    expect(answer.status).toBe(status)
    expect(JSON.stringify(answer.body)).not.toMatch(/Unexpected token|x is not|oops/)
  })

  it('says when to come back once the buffer is full', () => {
    expect(failureAnswer(new ProducerError('BUFFER_EXHAUSTED', 'full'))).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { code: 'BUFFER_EXHAUSTED' },
    })
  })
})
