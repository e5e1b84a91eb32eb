import type { RecordHeaders } from '../src/record/producer-record.ts'
import { HeaderList } from '../src/record-format/header-list.ts'

/** Headers as they are handed to a batch. */
export function headerListOf(headers: RecordHeaders): HeaderList {
  const list = new HeaderList()
  list.read(headers, undefined)
  list.measure()
  return list
}
