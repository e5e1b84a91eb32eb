import { jsonOrders } from '../compression/json-orders.ts'
import type { RecordShape } from './record-shape.ts'

const LETTERS = 26
const LETTER_A = 97

/** All values together take about this much: they are to stay in the processor's cache, whatever their size. */
const POOL_BYTES = 409_600
const MIN_VALUES = 40

/** The JSON orders are not made of few letters: a codec sees more of them before they repeat. */
const ORDER_COUNT = 4_096

/**
 * The different values of a scenario's records, as text of one line each. Every client takes them from here: Java reads
 * them from a file.
 */
export function valuePool({ value }: Pick<RecordShape, 'value'>): readonly string[] {
  if (value.kind === 'orders') return jsonOrders(ORDER_COUNT)
  const count = Math.max(MIN_VALUES, Math.floor(POOL_BYTES / value.bytes))
  return Array.from({ length: count }, (_, index) => letters(index, value.bytes))
}

function letters(index: number, byteCount: number): string {
  const value = Buffer.alloc(byteCount)
  for (let i = 0; i < byteCount; i++) value[i] = LETTER_A + ((index * 31 + i * 7) % LETTERS)
  return value.toString('latin1')
}
