import type { RecordShape } from './record-shape.ts'
import { valuePool } from './value-pool.ts'

/** How many bytes the values of such records have on average, as text, uncompressed. */
export function meanValueBytes(shape: Pick<RecordShape, 'value'>): number {
  const values = valuePool(shape)
  return values.reduce((sum, value) => sum + Buffer.byteLength(value), 0) / values.length
}
