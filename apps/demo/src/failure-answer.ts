import { producerErrorAnswer } from '@headwater/express'

/** An HTTP answer to a request that failed. */
export interface FailureAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

const MALFORMED = { error: 'The body cannot be read as JSON', fields: {} }
const TOO_LARGE = { error: 'The body is too large' }
const NOT_FOUND = { error: 'There is nothing at this address' }
const UNEXPECTED = { error: 'Something went wrong on the server' }

/**
 * What a client gets for an error that a route or the body parser threw; the same on both servers. Nothing of the error's own
 * text leaves the server.
 */
export function failureAnswer(error: unknown): FailureAnswer {
  const answer = producerErrorAnswer(error)
  if (answer !== undefined) {
    const { status, body, retryAfterSeconds } = answer
    const headers =
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
    return { status, headers, body: { ...body } }
  }
  const status = clientErrorStatus(error)
  if (status === 404) return { status, headers: {}, body: NOT_FOUND }
  if (status === 413) return { status, headers: {}, body: TOO_LARGE }
  if (status !== undefined) return { status, headers: {}, body: MALFORMED }
  return { status: 500, headers: {}, body: UNEXPECTED }
}

/** The 4xx that body-parser and Nest put on their errors, as `status`. */
function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined
  const { status } = error
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined
}
