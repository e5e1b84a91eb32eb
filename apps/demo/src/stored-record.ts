import type { EachMessagePayload } from 'kafkajs'
import { SERVED_BY_HEADER } from './orders.ts'

/** A record as the page shows it: what a consumer read, as text. */
export interface StoredRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
  /** The server that took the record, or `null` when the record does not say. */
  readonly servedBy: string | null
}

// Other programs may write to the topic on a real cluster: nothing that they store may fill this process or the page.
const MAX_TEXT_LENGTH = 4_096

/** Reads what kafkajs delivers; bytes are shown as UTF-8 and cut at 4,096 characters. */
export function storedRecord({ topic, partition, message }: EachMessagePayload): StoredRecord {
  const servedBy = message.headers?.[SERVED_BY_HEADER]
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: textOf(message.key),
    value: textOf(message.value),
    servedBy: textOf((Array.isArray(servedBy) ? servedBy[0] : servedBy) ?? null),
  }
}

function textOf(bytes: Buffer | string | null): string | null {
  if (bytes === null) return null
  // A UTF-8 character has at most 4 bytes, so this many bytes hold all the characters that are kept.
  const text = typeof bytes === 'string' ? bytes : bytes.toString('utf8', 0, 4 * MAX_TEXT_LENGTH)
  return text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH)}…`
}
