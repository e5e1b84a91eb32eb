const MIN_VALUE_BYTES = 100
const MAX_VALUE_BYTES = 1_024
const KEYS = 997

/** One record of the load. Everything about it follows from its number, so that a reader can tell what it must be. */
export interface LoadRecord {
  readonly key: string | null
  readonly value: Buffer
}

/** The record with this number, counted in the order of sending: every second one has a key, values have 100 bytes to 1 KiB. */
export function loadRecord(id: number): LoadRecord {
  const span = MAX_VALUE_BYTES - MIN_VALUE_BYTES + 1
  const value = Buffer.alloc(MIN_VALUE_BYTES + ((id * 7_919) % span), 97 + (id % 26))
  value.write(`${id}:`)
  return { key: id % 2 === 0 ? `key-${(id * 31) % KEYS}` : null, value }
}

/** The number of the record with this value; −1 when no record has it, byte for byte. */
export function loadRecordId(value: Buffer | null): number {
  if (value === null) return -1
  const id = Number(value.toString('latin1', 0, Math.max(0, value.indexOf(':'))))
  return Number.isSafeInteger(id) && id >= 0 && loadRecord(id).value.equals(value) ? id : -1
}
