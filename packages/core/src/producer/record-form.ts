import type { RecordHeaders } from '../record/producer-record.ts'
import type { Serializer } from '../serialization/serializer.ts'

/** How a sender turns a caller's record into bytes. */
export interface RecordForm<Key, Value> {
  readonly key: Serializer<Key>
  readonly value: Serializer<Value>
  /** Headers for every record that does not name them itself; asked once per record. */
  readonly headers: (() => RecordHeaders | undefined) | null
}
