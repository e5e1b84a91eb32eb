import type { ProducerError, ProducerErrorCode } from '@headwater/core'

/** An HTTP answer for a record that was not accepted or not stored. @public */
export interface ProducerErrorAnswer {
  readonly status: 400 | 413 | 503
  /** Seconds after which the same request may succeed; `undefined` when repeating it is not safe or not useful. */
  readonly retryAfterSeconds: number | undefined
  readonly body: {
    readonly error: string
    readonly code: ProducerErrorCode
    /** `'possibly'`: the record may be stored; a repeated request could store it twice. */
    readonly persisted: 'no' | 'possibly'
  }
}

const RETRY_AFTER_SECONDS = 5

// Sentences of our own: a ProducerError's message names brokers and options, which are nothing for a client.
const UNAVAILABLE = { status: 503, error: 'Events cannot be stored at the moment' } as const
const NOT_VALID = { status: 400, error: 'The request makes no valid record' } as const
const TOO_LARGE = { status: 413, error: 'The request makes a record that is too large' } as const

const ANSWERS: ReadonlyMap<string, typeof UNAVAILABLE | typeof NOT_VALID | typeof TOO_LARGE> =
  new Map(
    Object.entries({
      BUFFER_EXHAUSTED: UNAVAILABLE,
      DELIVERY_TIMEOUT: UNAVAILABLE,
      BROKERS_UNREACHABLE: UNAVAILABLE,
      PRODUCER_CLOSED: UNAVAILABLE,
      RECORD_TOO_LARGE: TOO_LARGE,
      INVALID_RECORD: NOT_VALID,
    } satisfies Partial<Record<ProducerErrorCode, object>>),
  )

/**
 * What a client may be told about a `ProducerError`, or `undefined` when it is none or when the fault is the service's own
 * (credentials, configuration, an unknown topic): those are a 500, which the application's error handling gives.
 *
 * | code | status |
 * |---|---|
 * | `BUFFER_EXHAUSTED`, `DELIVERY_TIMEOUT`, `BROKERS_UNREACHABLE`, `PRODUCER_CLOSED` | 503 |
 * | `RECORD_TOO_LARGE` | 413 |
 * | `INVALID_RECORD` | 400 |
 *
 * @public
 */
export function producerErrorAnswer(error: unknown): ProducerErrorAnswer | undefined {
  if (!isProducerError(error)) return undefined
  const answer = ANSWERS.get(error.code)
  if (answer === undefined) return undefined
  const mayRepeat = answer.status === 503 && error.persisted === 'no'
  return {
    status: answer.status,
    retryAfterSeconds: mayRepeat ? RETRY_AFTER_SECONDS : undefined,
    body: { error: answer.error, code: error.code, persisted: error.persisted },
  }
}

// By shape, not by `instanceof`: the error may come from another copy of core.
function isProducerError(error: unknown): error is ProducerError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'persisted' in error &&
    (error.persisted === 'no' || error.persisted === 'possibly')
  )
}
