import { PendingRecord } from '../src/accumulator/pending-record.ts'
import { lengthOf } from '../src/record-format/record-field.ts'
import type { SerializedForm } from '../src/serialization/serializer.ts'

/** A serialized record without a key, on its way into a batch. */
export function pendingRecord(
  value: SerializedForm,
  given: Partial<Pick<PendingRecord, 'deadlineMs' | 'overheadBytes' | 'target' | 'detail'>> = {},
): PendingRecord {
  const record = new PendingRecord()
  record.value = value
  record.valueLength = lengthOf(value)
  return Object.assign(record, given)
}
