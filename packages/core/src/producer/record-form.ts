import type { RecordHeaders } from '../record/producer-record.ts'
import type { Serializer } from '../serialization/serializer.ts'

/** Headers for a record, without seeing it; undefined for none. */
export type HeaderFunction = () => RecordHeaders | undefined

/** How a sender turns a caller's record into bytes. */
export interface RecordForm<Key, Value> {
  readonly key: Serializer<Key>
  readonly value: Serializer<Value>
  /** Headers for every record, each under names that neither the record nor those before it use; asked once per record. */
  readonly headers: readonly HeaderFunction[]
}
