import { produceRequest } from '@headwater/protocol'

/** The longest request that is taken, in bytes. Kafka: `socket.request.max.bytes`. */
export const MAX_REQUEST_BYTES = 104_857_600
/** The longest request without records, in bytes: only those of Produce have a reason to be longer. */
export const MAX_PLAIN_REQUEST_BYTES = 4_194_304
/** How many entries all lists of a request may have together. */
export const MAX_REQUEST_ENTRIES = 100_000
/** How many bytes all clients together may have sent that are not served yet. */
export const MAX_RECEIVED_BYTES = 268_435_456

/** Whether a request may be this long. Checked before it is decoded: decoding multiplies small entries. */
export function isSizeAllowed(apiKey: number, bytes: number): boolean {
  return bytes <= (apiKey === produceRequest.apiKey ? MAX_REQUEST_BYTES : MAX_PLAIN_REQUEST_BYTES)
}

/** Whether a decoded request has few enough entries. Checked before it is served: an answer is longer than the question. */
export function isEntryCountAllowed(request: unknown): boolean {
  return countEntries(request) <= MAX_REQUEST_ENTRIES
}

function countEntries(value: unknown): number {
  if (Array.isArray(value)) {
    return value.reduce((count: number, entry) => count + 1 + countEntries(entry), 0)
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return 0
  let count = 0
  for (const field of Object.values(value)) {
    if (typeof field === 'object') count += countEntries(field)
  }
  return count
}
