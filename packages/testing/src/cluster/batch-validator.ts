import { BrokerRefusal, type RecordRefusal } from './broker-refusal.ts'
import { decompressRecords } from './compression/decompress-records.ts'
import { computeBatchCrc, RECORDS_AT } from './record-batch-header.ts'
import { RecordCursor } from './record-cursor.ts'
import type { IncomingBatch } from './single-batch.ts'

const NO_PRODUCER_ID = -1n
const NO_TIMESTAMP = -1

/** What a topic's configuration asks of the batches that it takes. */
export interface BatchRules {
  /** Kafka: `max.message.bytes`. */
  readonly maxMessageBytes: number
  /** Whether every record needs a key (Kafka: `cleanup.policy` with `compact`). */
  readonly compacted: boolean
  /** Kafka: `message.timestamp.type`. */
  readonly timestampType: 'CreateTime' | 'LogAppendTime'
  /** Milliseconds that a record may be older than the broker's clock; Kafka: `message.timestamp.before.max.ms`. */
  readonly timestampBeforeMaxMs: number
  /** Milliseconds that a record may be ahead of it; Kafka: `message.timestamp.after.max.ms`. */
  readonly timestampAfterMaxMs: number
}

/**
 * Checks a batch as a leader does before it appends, in the leader's order.
 *
 * @throws {BrokerRefusal} `INVALID_RECORD`, `MESSAGE_TOO_LARGE`, `CORRUPT_MESSAGE` (CRC), `INVALID_TIMESTAMP`; the two
 *   that concern single records list them.
 */
export function validateBatch(batch: IncomingBatch, rules: BatchRules, now: number): void {
  requireSoundEnvelope(batch, rules)
  requireSoundHeader(batch)
  requireSoundRecords(batch, rules, now)
}

function requireSoundEnvelope({ bytes, header }: IncomingBatch, rules: BatchRules): void {
  if (header.baseOffset !== 0) {
    throw invalid(`The base offset of a produced batch is 0, not ${header.baseOffset}`)
  }
  if (bytes.length > rules.maxMessageBytes) {
    throw new BrokerRefusal(
      'MESSAGE_TOO_LARGE',
      `The record batch has ${bytes.length} bytes, the topic takes ${rules.maxMessageBytes}`,
    )
  }
  if (computeBatchCrc(bytes) !== header.crc) {
    throw new BrokerRefusal(
      'CORRUPT_MESSAGE',
      `The record batch does not match its CRC ${header.crc}`,
    )
  }
}

function requireSoundHeader({ header }: IncomingBatch): void {
  const { lastOffsetDelta, recordCount } = header
  if (recordCount <= 0) throw invalid(`The record batch claims ${recordCount} records`)
  if (lastOffsetDelta !== recordCount - 1) {
    throw invalid(`The last offset delta is ${lastOffsetDelta} for ${recordCount} records`)
  }
  if (header.control) throw invalid('Clients may not write control records')
  if (header.producerId !== NO_PRODUCER_ID && header.baseSequence < 0) {
    throw invalid(`Sequence ${header.baseSequence} from producer ${header.producerId}`)
  }
}

function requireSoundRecords(
  { bytes, header }: IncomingBatch,
  rules: BatchRules,
  now: number,
): void {
  const cursor = new RecordCursor(decompressRecords(header.compression, bytes.subarray(RECORDS_AT)))
  const oldest = now - rules.timestampBeforeMaxMs
  const newest = now + rules.timestampAfterMaxMs
  const keyless: RecordRefusal[] = []
  const mistimed: RecordRefusal[] = []
  for (let batchIndex = 0; batchIndex < header.recordCount; batchIndex++) {
    cursor.next()
    if (cursor.offsetDelta !== batchIndex) {
      throw invalid(`Record ${batchIndex} has the offset delta ${cursor.offsetDelta}`)
    }
    if (rules.compacted && !cursor.hasKey) {
      keyless.push({
        batchIndex,
        batchIndexErrorMessage: 'A compacted topic takes no record without a key',
      })
    }
    const timestamp = header.baseTimestamp + cursor.timestampDelta
    if (rules.timestampType === 'LogAppendTime' || timestamp === NO_TIMESTAMP) continue
    if (timestamp < oldest || timestamp > newest) {
      const batchIndexErrorMessage = `The timestamp ${timestamp} is outside ${oldest} to ${newest}`
      mistimed.push({ batchIndex, batchIndexErrorMessage })
    }
  }
  if (cursor.remaining > 0) throw invalid(`${cursor.remaining} bytes after the last record`)
  if (mistimed.length > 0) {
    throw new BrokerRefusal('INVALID_TIMESTAMP', 'Some timestamps are out of range', mistimed)
  }
  if (keyless.length > 0) {
    throw new BrokerRefusal('INVALID_RECORD', 'Some records have no key', keyless)
  }
}

function invalid(message: string): BrokerRefusal {
  return new BrokerRefusal('INVALID_RECORD', message)
}
