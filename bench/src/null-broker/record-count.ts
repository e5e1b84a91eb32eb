const LAST_OFFSET_DELTA_AT = 23
const LAST_OFFSET_DELTA_BYTES = 4

/** How many offsets a partition's batch takes, read from its header (magic 2) alone. A producer sends one batch. */
export function recordCountOf(records: Uint8Array | null): number {
  if (records === null || records.length < LAST_OFFSET_DELTA_AT + LAST_OFFSET_DELTA_BYTES) return 0
  const header = Buffer.from(records.buffer, records.byteOffset, records.byteLength)
  return header.readInt32BE(LAST_OFFSET_DELTA_AT) + 1
}
