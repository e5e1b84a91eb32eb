// Keys, values and the names and values of headers are written alike: the length as a varint, −1 for null, then the bytes.

import { byteLengthOf } from '../serialization/byte-length-of.ts'
import type { SerializedForm } from '../serialization/serializer.ts'
import { utf8Size, writeUtf8 } from './utf8.ts'
import { varintSize, writeVarint } from './varint.ts'

const NULL_LENGTH = -1
/** Up to here a loop beats the call of `set` (8 bytes: 6 ns against 25 ns). */
const SHORT_BYTES = 24

/** Bytes that a field's content takes; −1 for null, as the format writes it. */
export function lengthOf(form: SerializedForm): number {
  if (form === null) return NULL_LENGTH
  return typeof form === 'string' ? utf8Size(form) : byteLengthOf(form)
}

/** Bytes of a whole field whose content has that {@link lengthOf}. */
export function fieldSize(length: number): number {
  return varintSize(length) + (length > 0 ? length : 0)
}

/** Writes a field whose content has that {@link lengthOf} and returns the position just past it. */
export function writeField(
  target: Buffer,
  at: number,
  form: SerializedForm,
  length: number,
): number {
  const position = writeVarint(target, at, length)
  if (form === null) return position
  if (typeof form === 'string') writeUtf8(target, position, form, length)
  else if (length <= SHORT_BYTES)
    for (let i = 0; i < length; i++) target[position + i] = form[i] as number
  else target.set(form, position)
  return position + length
}
