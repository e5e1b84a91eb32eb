import { expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { noRetry } from './no-retry.ts'

it('noRetry gives up after the first attempt', () => {
  const error = new ProducerError('BROKERS_UNREACHABLE', 'away', { retriable: true })

  expect(noRetry().delayMs({ attempt: 1, elapsedMs: 0, error })).toBeNull()
})
