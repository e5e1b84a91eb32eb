import type { SentBytes, SentRecord } from './sent-record.ts'

/** The bytes of a record, in a form that can be compared: each field as Latin-1 text of its bytes. */
export interface RecordContent {
  readonly key: string | null
  readonly value: string | null
  readonly headers: string
}

/** What a caller sent. */
export function sentContent({ key, value, headers }: SentRecord): RecordContent {
  return { key: textOf(key), value: textOf(value), headers: headersText(headers ?? []) }
}

/** What a partition holds. */
export function storedContent(record: {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[]
}): RecordContent {
  const headers = record.headers.map(({ key, value }) => [key, value] as const)
  return { key: textOf(record.key), value: textOf(record.value), headers: headersText(headers) }
}

/** What a record is known by: its value, or its key when it has none. */
export function identityOf({ key, value }: RecordContent): string {
  return value === null ? `key ${key}` : `value ${value}`
}

function textOf(bytes: SentBytes | undefined): string | null {
  if (bytes === null || bytes === undefined) return null
  if (typeof bytes === 'string') return Buffer.from(bytes).toString('latin1')
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

// Lengths in front, so that no two lists of headers give the same text.
function headersText(headers: Iterable<readonly [string, SentBytes]>): string {
  let text = ''
  for (const [name, value] of headers) {
    const bytes = textOf(value)
    text += `${name.length}:${name}=${bytes === null ? 'null' : `${bytes.length}:${bytes}`};`
  }
  return text
}
