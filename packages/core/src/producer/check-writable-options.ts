import { describeValue } from '../errors/describe-value.ts'
import { invalidOption } from '../errors/invalid-option.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { topicNameProblem } from '../record/topic-name.ts'
import type { AnyTopicWritableOptions } from './writable-options.ts'

/**
 * Refuses what is no option of a stream, or cannot be one.
 *
 * @param names of the options that there are
 * @throws ProducerError `INVALID_OPTION`
 */
export function checkWritableOptions(
  options: AnyTopicWritableOptions,
  names: readonly string[],
): AnyTopicWritableOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalid(`writable() takes options, not ${describeValue(options)}`)
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw invalid(`writable() knows ${names.join(' and ')}, not ${describeValue(unknown)}`)
  }
  const { topic, highWaterMark = 1 } = options
  const problem = topic === undefined ? null : topicNameProblem(topic)
  if (problem !== null) {
    throw invalid(`Option topic is ${describeValue(topic)}, which is not legal: ${problem}`)
  }
  if (Number.isSafeInteger(highWaterMark) && highWaterMark >= 1) return options
  throw invalidOption('highWaterMark', highWaterMark, 'an integer, 1 or more')
}

function invalid(message: string): ProducerError {
  return new ProducerError('INVALID_OPTION', message)
}
