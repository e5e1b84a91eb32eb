import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'

/** For an option of a call that is not what it takes. */
export function invalidOption(name: string, value: unknown, expected: string): ProducerError {
  const message = `Option ${name} is ${describeValue(value)}; it takes ${expected}`
  return new ProducerError('INVALID_OPTION', message)
}
