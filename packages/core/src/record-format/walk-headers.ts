import { types } from 'node:util'
import { describeValue } from '../errors/describe-value.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { HeaderValue, RecordHeaders } from '../record/producer-record.ts'
import { isBytes } from '../serialization/is-bytes.ts'

/** Takes headers one by one, in order. */
export interface HeaderSink {
  add(name: string, value: HeaderValue): void
}

/**
 * Reads what a caller gave as headers, each name and value once: it may be getters, or a list that can be walked only once.
 *
 * @throws ProducerError `INVALID_RECORD` that names the header; whatever the caller's own code throws
 */
export function walkHeaders(headers: RecordHeaders, sink: HeaderSink): void {
  if (typeof headers !== 'object') throw notHeaders(headers)
  if (Symbol.iterator in headers) {
    for (const pair of headers as Iterable<readonly [string, HeaderValue]>) {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw invalid(
          `headers given as a list must be pairs of a name and a value, not ${describeValue(pair)}`,
        )
      }
      hand(sink, pair[0], pair[1])
    }
    return
  }
  let isEmpty = true
  // No list of names is made for it, as `Object.keys` would.
  for (const name in headers) {
    if (!Object.hasOwn(headers, name)) continue
    isEmpty = false
    const value = headers[name]
    if (Array.isArray(value)) for (const item of value) hand(sink, name, item)
    else hand(sink, name, value)
  }
  if (isEmpty) refusePromise(headers)
}

function hand(sink: HeaderSink, name: unknown, value: unknown): void {
  if (typeof name !== 'string') {
    throw invalid(`a header's name must be a string, not ${describeValue(name)}`)
  }
  if (value !== null && typeof value !== 'string' && !isBytes(value)) {
    throw invalid(
      `header ${describeValue(name)} must be a string, bytes or null, not ${describeValue(value)}`,
    )
  }
  sink.add(name, value)
}

/** A promise looks like headers without any: those of an async function would be lost without a word. */
function refusePromise(headers: object): void {
  if (!types.isPromise(headers)) return
  ignoreRejection(headers)
  throw notHeaders(headers)
}

function notHeaders(given: unknown): ProducerError {
  return invalid(`headers must be an object or a list of pairs, not ${describeValue(given)}`)
}

function invalid(message: string): ProducerError {
  return new ProducerError('INVALID_RECORD', message)
}
