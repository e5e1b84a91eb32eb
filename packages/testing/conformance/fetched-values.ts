const LENGTH_AT = 8
const BYTES_BEFORE_LENGTH_COUNTS = 12
const RECORDS_AT = 61

/** The values of the records in fetched bytes: uncompressed batches of magic 2, of which the last may be cut off. */
export function fetchedValues(bytes: Uint8Array | null): string[] {
  const data = Buffer.from(bytes ?? [])
  const values: string[] = []
  let position = 0
  while (position + RECORDS_AT <= data.length) {
    const end = position + BYTES_BEFORE_LENGTH_COUNTS + data.readInt32BE(position + LENGTH_AT)
    if (end > data.length) break
    values.push(...recordValues(data.subarray(position + RECORDS_AT, end)))
    position = end
  }
  return values
}

function recordValues(records: Buffer): string[] {
  const values: string[] = []
  let start = 0
  while (start < records.length) {
    const length = readVarint(records, start)
    const timestampDelta = readVarint(records, length.end + 1)
    const offsetDelta = readVarint(records, timestampDelta.end)
    const keyLength = readVarint(records, offsetDelta.end)
    const valueLength = readVarint(records, keyLength.end + Math.max(0, keyLength.value))
    values.push(records.toString('utf8', valueLength.end, valueLength.end + valueLength.value))
    start = length.end + length.value
  }
  return values
}

function readVarint(bytes: Buffer, at: number): { value: number; end: number } {
  let raw = 0
  let end = at
  for (let shift = 0; ; shift += 7) {
    const byte = bytes.readUInt8(end++)
    raw |= (byte & 0x7f) << shift
    if (byte < 0x80) return { value: (raw >>> 1) ^ -(raw & 1), end }
  }
}
