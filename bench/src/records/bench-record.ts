import type { RecordShape } from './record-shape.ts'
import { valuePool } from './value-pool.ts'

/** One record of the benchmark, made before the measurement starts. In most scenarios it is bytes, so that no client is measured with its serializer. */
export interface BenchRecord {
  readonly key: Buffer | string | null
  readonly value: Buffer | string | object
  /** Null: none. */
  readonly headers: Readonly<Record<string, Buffer>> | null
}

const KEY_BYTES = 8

/** A record without a key takes its values in turn, and so it needs only one of each. */
export function benchRecords(shape: RecordShape): readonly BenchRecord[] {
  const values = valuePool(shape).map((text) => valueOf(text, shape))
  const headers = headersOf(shape.headerCount)
  return Array.from({ length: shape.keyCount || values.length }, (_, index) => ({
    key: shape.keyCount === 0 ? null : keyOf(index, shape),
    value: values[index % values.length] ?? '',
    headers,
  }))
}

function keyOf(index: number, { form }: RecordShape): Buffer | string {
  const text = String(index).padStart(KEY_BYTES, '0')
  return form === 'bytes' ? Buffer.from(text, 'latin1') : text
}

// An object is a little order whose JSON has the bytes of the text: what the serializer adds is then the serializing.
function valueOf(text: string, { form }: RecordShape): Buffer | string | object {
  switch (form) {
    case 'bytes':
      return Buffer.from(text)
    case 'strings':
      return text
    case 'objects':
      return objectOf(text)
    default:
      return form satisfies never
  }
}

function objectOf(text: string): object {
  const order = { id: text.slice(0, KEY_BYTES), quantity: 3, total: 17.5, paid: true, note: '' }
  const noteLength = Math.max(0, text.length - JSON.stringify(order).length)
  return { ...order, note: text.slice(0, noteLength) }
}

function headersOf(count: number): Readonly<Record<string, Buffer>> | null {
  if (count === 0) return null
  const names = Array.from({ length: count }, (_, index) => `header-${index + 1}`)
  return Object.fromEntries(names.map((name) => [name, Buffer.from(`value of ${name}`)]))
}
