import { describeValue } from './describe-value.ts'
import { ProducerError } from './producer-error.ts'

/** For an option, of a producer or of a call, that is not what it takes. Not for one that may hold a secret: the value is shown. */
export function invalidOption(name: string, value: unknown, takes: string): ProducerError {
  const message = `Option ${name} is ${describeValue(value)}; it takes ${takes}`
  return new ProducerError('INVALID_OPTION', message)
}
