import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { HeaderValue, RecordHeaders } from '../record/producer-record.ts'
import { areGone } from '../serialization/are-gone.ts'
import { isBytes } from '../serialization/is-bytes.ts'
import { FieldReader } from './field-reader.ts'
import { fieldSize, lengthOf, writeField } from './record-field.ts'
import { utf8Size } from './utf8.ts'
import { varintSize, writeVarint } from './varint.ts'
import { type HeaderSink, walkHeaders } from './walk-headers.ts'

/** Kafka has no limit; this one keeps a hostile or broken caller from spending a request on names. */
export const MAX_HEADERS = 1_000

/** Where a record has no headers but its own, nobody asks for names. */
const NO_NAMES: string[] = []
const FIRST_BYTES = 256
/** Up to here a loop beats the call of `set` on a view. */
const SHORT_BYTES = 256

/**
 * Headers as they end a record: names and values, encoded in the turn in which they were read. One block serves record after
 * record: with three short headers, lists, a buffer and a copy for each record took a quarter of all that its `send` takes.
 */
export class HeaderBlock implements HeaderSink {
  #count = 0
  /** Bytes of `#fields` that are used. */
  #fieldBytes = 0
  #fields: Buffer
  /** Names of those that were read so far, where more are read behind them. */
  #names: string[] = NO_NAMES
  /** How many of the names nobody may use who is read now. */
  #taken = 0

  /** @param fields names and values of so many headers, encoded; without them it is empty */
  constructor(fields: Buffer = Buffer.allocUnsafe(FIRST_BYTES), count = 0) {
    this.#fields = fields
    this.#count = count
    this.#fieldBytes = count === 0 ? 0 : fields.length
  }

  /** Bytes that {@link write} takes, the count included. */
  get sizeInBytes(): number {
    return varintSize(this.#count) + this.#fieldBytes
  }

  /** Bytes that it keeps for what it may hold. */
  get capacity(): number {
    return this.#fields.length
  }

  /**
   * Reads what the caller gave with the record, in place of all that it held, then what each of `contextual` gives: of that only
   * headers under names that nothing before it uses. None is asked before those ahead of it were read: a promise that one gave
   * by mistake would be looked at by nobody if another is refused.
   *
   * @throws ProducerError `INVALID_RECORD` that names the header
   */
  read(
    headers: RecordHeaders | undefined,
    contextual: readonly (() => RecordHeaders | undefined)[],
  ): void {
    this.#count = 0
    this.#fieldBytes = 0
    this.#names = contextual.length === 0 ? NO_NAMES : []
    this.#taken = 0
    if (isGiven(headers)) walkHeaders(headers, this)
    for (const ask of contextual) {
      this.#taken = this.#names.length
      const layer = ask()
      if (isGiven(layer)) walkHeaders(layer, this)
    }
  }

  add(name: string, value: HeaderValue): void {
    if (this.#names !== NO_NAMES && this.#isTaken(name)) return
    if (this.#count >= MAX_HEADERS) throw invalid(`a record has at most ${MAX_HEADERS} headers`)
    const nameLength = utf8Size(name)
    const valueLength = lengthOf(value)
    if (valueLength === 0 && isBytes(value) && areGone(value)) {
      throw invalid(`the bytes of header ${describeValue(name)} are gone: its buffer is detached`)
    }
    this.#reserve(fieldSize(nameLength) + fieldSize(valueLength))
    const position = writeField(this.#fields, this.#fieldBytes, name, nameLength)
    this.#fieldBytes = writeField(this.#fields, position, value, valueLength)
    this.#count++
  }

  /** Writes count, names and values at `at` and returns the position just past them. The caller made sure that they fit. */
  write(target: Buffer, at: number): number {
    const position = writeVarint(target, at, this.#count)
    const [fields, length] = [this.#fields, this.#fieldBytes]
    if (length > SHORT_BYTES) target.set(fields.subarray(0, length), position)
    else
      for (let index = 0; index < length; index++)
        target[position + index] = fields[index] as number
    return position + length
  }

  /** The same in bytes of its own, for a record that outlives the caller's turn. */
  copy(): HeaderBlock {
    return new HeaderBlock(Buffer.from(this.#fields.subarray(0, this.#fieldBytes)), this.#count)
  }

  /** Reads them back, as views of its bytes. */
  pairs(): [name: string, value: Buffer | null][] {
    return new FieldReader(this.#fields, 0).headers(this.#count)
  }

  #isTaken(name: string): boolean {
    for (let index = 0; index < this.#taken; index++) if (this.#names[index] === name) return true
    this.#names.push(name)
    return false
  }

  #reserve(bytes: number): void {
    const needed = this.#fieldBytes + bytes
    if (needed <= this.#fields.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#fields.length * 2))
    this.#fields.copy(larger, 0, 0, this.#fieldBytes)
    this.#fields = larger
  }
}

function isGiven(headers: RecordHeaders | undefined): headers is RecordHeaders {
  return headers !== undefined && headers !== null
}

function invalid(message: string): ProducerError {
  return new ProducerError('INVALID_RECORD', message)
}
