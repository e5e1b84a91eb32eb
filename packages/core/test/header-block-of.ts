import type { RecordHeaders } from '../src/record/producer-record.ts'
import { HeaderBlock } from '../src/record-format/header-block.ts'

/** Headers as they are handed to a batch. */
export function headerBlockOf(headers: RecordHeaders, ...contextual: RecordHeaders[]): HeaderBlock {
  const block = new HeaderBlock()
  block.read(
    headers,
    contextual.map((layer) => () => layer),
  )
  return block
}
