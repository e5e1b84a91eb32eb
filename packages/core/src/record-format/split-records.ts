import { RecordBatchBuilder } from './record-batch-builder.ts'
import { RECORDS_AT } from './record-batch-layout.ts'
import { RecordReader } from './record-reader.ts'

/**
 * Copies the records of a batch into two new ones, in order: the cut is behind the record that reaches half of the bytes, and
 * both have at least one record. For two records or more.
 */
export function splitRecords(
  whole: RecordBatchBuilder,
): readonly [RecordBatchBuilder, RecordBatchBuilder] {
  const { firstCount, firstBytes } = findCut(whole)
  const restBytes = RECORDS_AT + whole.sizeInBytes - firstBytes
  const first = new RecordBatchBuilder(Buffer.allocUnsafeSlow(firstBytes), firstBytes)
  // Its deltas count from another record now and may take more bytes than they did.
  const second = new RecordBatchBuilder(Buffer.allocUnsafeSlow(restBytes), restBytes * 2)
  const reader = readerOf(whole)
  for (let index = 0; index < whole.recordCount; index++) {
    const builder = index < firstCount ? first : second
    const content = reader.nextContent()
    builder.append(content, builder.bodySizeOfNext(content))
  }
  return [first, second]
}

function findCut(whole: RecordBatchBuilder): { firstCount: number; firstBytes: number } {
  const reader = readerOf(whole)
  const halfBytes = (RECORDS_AT + whole.sizeInBytes) / 2
  let firstCount = 0
  do {
    reader.skip()
    firstCount++
  } while (firstCount < whole.recordCount - 1 && reader.position < halfBytes)
  return { firstCount, firstBytes: reader.position }
}

function readerOf({ written, baseTimestamp }: RecordBatchBuilder): RecordReader {
  return new RecordReader(written, '', 0, baseTimestamp)
}
