import type { IncomingMessage, ServerResponse } from 'node:http'
import { producerErrorAnswer } from './producer-error-answer.ts'

/** An error-handling middleware of Express. @public */
export type KafkaErrorHandler = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: (error: unknown) => void,
) => void

/**
 * An error-handling middleware that answers a `ProducerError` with the status and JSON body of `producerErrorAnswer`, and
 * passes on every other error, as well as one that comes after the answer has begun. Mount it after the routes.
 *
 * @public
 */
export function kafkaErrorHandler(): KafkaErrorHandler {
  return function answerProducerError(error, _request, response, next) {
    const answer = response.headersSent ? undefined : producerErrorAnswer(error)
    if (answer === undefined) return next(error)
    response.statusCode = answer.status
    if (answer.retryAfterSeconds !== undefined) {
      response.setHeader('retry-after', String(answer.retryAfterSeconds))
    }
    response.setHeader('content-type', 'application/json; charset=utf-8')
    response.end(JSON.stringify(answer.body))
  }
}
