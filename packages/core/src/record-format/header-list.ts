import { types } from 'node:util'
import { describeValue } from '../errors/describe-value.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { HeaderValue, RecordHeaders } from '../record/producer-record.ts'
import { areGone } from '../serialization/are-gone.ts'
import { isBytes } from '../serialization/is-bytes.ts'
import { HeaderBlock } from './header-block.ts'
import type { HeaderSource } from './header-source.ts'
import { fieldSize, lengthOf, writeField } from './record-field.ts'
import { utf8Size } from './utf8.ts'
import { varintSize, writeVarint } from './varint.ts'

/** Kafka has no limit; this one keeps a hostile or broken caller from spending a request on names. */
export const MAX_HEADERS = 1_000

/**
 * Headers as a caller gave them, read once, since what the caller gave may be a getter or a list that can be walked only once.
 * One list serves record after record: with three short headers, an array and a block for each record took as long as all else
 * of its `send`.
 */
export class HeaderList implements HeaderSource {
  sizeInBytes = varintSize(0)
  #count = 0
  /** The names of so many, the first, are not taken a second time. */
  #explicit = 0
  /** How many places of the arrays hold something of a caller's. */
  #held = 0
  readonly #names: string[] = []
  readonly #values: HeaderValue[] = []
  // Kept from measuring to writing: to size a text costs as much as to write it.
  readonly #nameLengths: number[] = []
  readonly #valueLengths: number[] = []

  /**
   * Reads what the caller gave, then those of `contextual` whose names the caller did not use, in place of all that it held.
   *
   * @throws ProducerError `INVALID_RECORD` that names the header
   */
  read(headers: RecordHeaders | undefined, contextual: RecordHeaders | undefined): void {
    this.#count = 0
    this.#explicit = 0
    if (headers !== undefined && headers !== null) this.#add(headers)
    this.#explicit = this.#count
    if (contextual !== undefined && contextual !== null) this.#add(contextual)
  }

  measure(): void {
    const count = this.#count
    let size = varintSize(count)
    for (let place = 0; place < count; place++) {
      const name = this.#names[place] as string
      const value = this.#values[place] as HeaderValue
      const nameLength = utf8Size(name)
      const valueLength = lengthOf(value)
      if (valueLength === 0 && isBytes(value) && areGone(value)) {
        throw invalid(`the bytes of header ${describeValue(name)} are gone: its buffer is detached`)
      }
      this.#nameLengths[place] = nameLength
      this.#valueLengths[place] = valueLength
      size += fieldSize(nameLength) + fieldSize(valueLength)
    }
    this.sizeInBytes = size
    for (let place = count; place < this.#held; place++) this.#values[place] = null
    this.#held = count
  }

  write(target: Buffer, at: number): number {
    const count = this.#count
    let position = writeVarint(target, at, count)
    for (let place = 0; place < count; place++) {
      const nameLength = this.#nameLengths[place] as number
      position = writeField(target, position, this.#names[place] as string, nameLength)
      const valueLength = this.#valueLengths[place] as number
      position = writeField(target, position, this.#values[place] as HeaderValue, valueLength)
    }
    return position
  }

  toBlock(): HeaderBlock {
    const bytes = Buffer.allocUnsafe(this.sizeInBytes)
    this.write(bytes, 0)
    return new HeaderBlock(bytes)
  }

  /** What it holds, as a list that may be walked again and again. */
  pairs(): (readonly [name: string, value: HeaderValue])[] {
    return Array.from({ length: this.#count }, (_, place) => [
      this.#names[place] as string,
      this.#values[place] as HeaderValue,
    ])
  }

  #add(headers: RecordHeaders): void {
    if (typeof headers !== 'object') throw notHeaders(headers)
    if (Symbol.iterator in headers) {
      for (const pair of headers as Iterable<readonly [string, HeaderValue]>) {
        if (!Array.isArray(pair) || pair.length !== 2) {
          throw invalid(
            `headers given as a list must be pairs of a name and a value, not ${describeValue(pair)}`,
          )
        }
        this.#addPair(pair[0], pair[1])
      }
      return
    }
    const before = this.#count
    // No list of names is made for it, as `Object.keys` would.
    for (const name in headers) {
      if (!Object.hasOwn(headers, name)) continue
      const value = headers[name]
      if (Array.isArray(value)) for (const item of value) this.#addPair(name, item)
      else this.#addPair(name, value as HeaderValue)
    }
    if (this.#count === before) refusePromise(headers)
  }

  #addPair(name: unknown, value: unknown): void {
    if (typeof name !== 'string')
      throw invalid(`a header's name must be a string, not ${describeValue(name)}`)
    if (value !== null && typeof value !== 'string' && !isBytes(value)) {
      throw invalid(
        `header ${describeValue(name)} must be a string, bytes or null, not ${describeValue(value)}`,
      )
    }
    if (this.#isExplicit(name)) return
    const place = this.#count
    if (place >= MAX_HEADERS) throw invalid(`a record has at most ${MAX_HEADERS} headers`)
    this.#names[place] = name
    this.#values[place] = value
    this.#count++
    if (place >= this.#held) this.#held = place + 1
  }

  #isExplicit(name: string): boolean {
    for (let place = 0; place < this.#explicit; place++) {
      if (this.#names[place] === name) return true
    }
    return false
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

function invalid(message: string): ProducerError {
  return new ProducerError('INVALID_RECORD', message)
}
