import type { SerializedForm } from '../serialization/serializer.ts'
import type { HeaderBlock } from './header-block.ts'
import { fieldSize, writeField } from './record-field.ts'
import { varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts'

const NO_ATTRIBUTES = 0
const NO_HEADERS = 0

/** What a record holds, with the lengths that {@link lengthOf} gave. */
export interface RecordContent {
  readonly timestamp: number
  readonly key: SerializedForm
  readonly keyLength: number
  readonly value: SerializedForm
  readonly valueLength: number
  /** Null for none. */
  readonly headers: HeaderBlock | null
}

/** Bytes of a record after its own length field. */
export function recordBodySize(
  timestampDelta: number,
  offsetDelta: number,
  keyLength: number,
  valueLength: number,
  headers: HeaderBlock | null,
): number {
  return (
    1 +
    varlongSize(timestampDelta) +
    varintSize(offsetDelta) +
    fieldSize(keyLength) +
    fieldSize(valueLength) +
    (headers === null ? 1 : headers.sizeInBytes)
  )
}

/** Writes one record at `at` and returns the position just past it. The caller made sure that it fits. */
export function writeRecord(
  target: Buffer,
  at: number,
  bodySize: number,
  timestampDelta: number,
  offsetDelta: number,
  record: RecordContent,
): number {
  const { headers } = record
  let position = writeVarint(target, at, bodySize)
  target[position++] = NO_ATTRIBUTES
  position = writeVarlong(target, position, timestampDelta)
  position = writeVarint(target, position, offsetDelta)
  position = writeField(target, position, record.key, record.keyLength)
  position = writeField(target, position, record.value, record.valueLength)
  if (headers === null) return writeVarint(target, position, NO_HEADERS)
  return headers.write(target, position)
}
