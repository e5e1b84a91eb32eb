import { types } from 'node:util'
import { describeValue } from '../errors/describe-value.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { HeaderValue, RecordHeaders } from '../record/producer-record.ts'
import { areGone } from '../serialization/are-gone.ts'
import { isBytes } from '../serialization/is-bytes.ts'
import { FieldReader } from './field-reader.ts'
import { fieldSize, lengthOf, writeField } from './record-field.ts'
import { utf8Size } from './utf8.ts'
import { varintSize, writeVarint } from './varint.ts'

/** Kafka has no limit; this one keeps a hostile or broken caller from spending a request on names. */
export const MAX_HEADERS = 1_000

type HeaderPair = readonly [name: string, value: HeaderValue]

/**
 * Headers as a list of pairs: what the caller gave, then those of `contextual` whose names the caller did not use.
 *
 * @throws ProducerError `INVALID_RECORD` that names the header
 */
export function listHeaders(
  headers: RecordHeaders | undefined,
  contextual: RecordHeaders | undefined,
): HeaderPair[] {
  const pairs: HeaderPair[] = []
  if (headers !== undefined && headers !== null) addPairs(pairs, headers)
  if (contextual === undefined || contextual === null) return pairs
  const added: HeaderPair[] = []
  addPairs(added, contextual)
  const explicit = pairs.length
  for (const pair of added) {
    if (!pairs.some((given, index) => index < explicit && given[0] === pair[0])) pairs.push(pair)
  }
  return pairs
}

/**
 * Encodes pairs as the block that ends a record, count first; null for none.
 *
 * @throws ProducerError `INVALID_RECORD` when a header's bytes are gone
 */
export function encodeHeaders(pairs: readonly HeaderPair[]): Buffer | null {
  if (pairs.length === 0) return null
  // Kept from the first walk to the second: to size a text costs as much as to write it.
  const lengths: number[] = []
  let size = varintSize(pairs.length)
  for (const [name, value] of pairs) {
    const nameLength = utf8Size(name)
    const valueLength = lengthOf(value)
    if (valueLength === 0 && isBytes(value) && areGone(value)) {
      throw invalid(`the bytes of header ${describeValue(name)} are gone: its buffer is detached`)
    }
    lengths.push(nameLength, valueLength)
    size += fieldSize(nameLength) + fieldSize(valueLength)
  }
  const block = Buffer.allocUnsafe(size)
  let position = writeVarint(block, 0, pairs.length)
  let place = 0
  for (const [name, value] of pairs) {
    position = writeField(block, position, name, lengths[place++] as number)
    position = writeField(block, position, value, lengths[place++] as number)
  }
  return block
}

/** Reads a block of {@link encodeHeaders} back, as views of its bytes. */
export function decodeHeaders(block: Uint8Array | null): [name: string, value: Buffer | null][] {
  if (block === null) return []
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.length)
  return new FieldReader(bytes, 0).headers()
}

function addPairs(pairs: HeaderPair[], headers: RecordHeaders): void {
  if (typeof headers !== 'object') throw notHeaders(headers)
  if (Symbol.iterator in headers) {
    for (const pair of headers as Iterable<HeaderPair>) {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw invalid(
          `headers given as a list must be pairs of a name and a value, not ${describeValue(pair)}`,
        )
      }
      addPair(pairs, pair[0], pair[1])
    }
    return
  }
  const names = Object.keys(headers)
  if (names.length === 0) refusePromise(headers)
  for (const name of names) {
    const value = (headers as Record<string, HeaderValue | readonly HeaderValue[]>)[name]
    if (Array.isArray(value)) for (const item of value) addPair(pairs, name, item)
    else addPair(pairs, name, value as HeaderValue)
  }
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

function addPair(pairs: HeaderPair[], name: unknown, value: unknown): void {
  if (typeof name !== 'string')
    throw invalid(`a header's name must be a string, not ${describeValue(name)}`)
  if (value !== null && typeof value !== 'string' && !isBytes(value)) {
    throw invalid(
      `header ${describeValue(name)} must be a string, bytes or null, not ${describeValue(value)}`,
    )
  }
  if (pairs.length >= MAX_HEADERS) throw invalid(`a record has at most ${MAX_HEADERS} headers`)
  pairs.push([name, value])
}

function invalid(message: string): ProducerError {
  return new ProducerError('INVALID_RECORD', message)
}
