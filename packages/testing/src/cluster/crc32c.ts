const REVERSED_CASTAGNOLI = 0x82f63b78
const SLICES = 8

// Slicing-by-8 reads eight bytes a step: about 1 GB/s where one table gives 0.4, and every produced byte passes here.
const TABLES = buildTables()

/** CRC-32C (Castagnoli), the checksum of record batches from magic 2 on, of `bytes` from `start` to the end. */
export function crc32c(bytes: Buffer, start = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES
  let crc = 0xffffffff
  let position = start
  for (const lastStep = bytes.length - SLICES; position <= lastStep; position += SLICES) {
    const low = crc ^ bytes.readUInt32LE(position)
    const high = bytes.readUInt32LE(position + 4)
    crc =
      entry(t7, low) ^
      entry(t6, low >>> 8) ^
      entry(t5, low >>> 16) ^
      entry(t4, low >>> 24) ^
      entry(t3, high) ^
      entry(t2, high >>> 8) ^
      entry(t1, high >>> 16) ^
      entry(t0, high >>> 24)
  }
  for (; position < bytes.length; position++) {
    crc = (crc >>> 8) ^ entry(t0, crc ^ bytes.readUInt8(position))
  }
  return ~crc >>> 0
}

type Table = Int32Array
type Tables = readonly [Table, Table, Table, Table, Table, Table, Table, Table]

function entry(table: Table, index: number): number {
  return table[index & 0xff] ?? 0
}

function buildTables(): Tables {
  const first = new Int32Array(256).map((_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ REVERSED_CASTAGNOLI
    }
    return crc
  })
  const next = (table: Table): Table => table.map((crc) => (crc >>> 8) ^ entry(first, crc))
  const second = next(first)
  const third = next(second)
  const fourth = next(third)
  const fifth = next(fourth)
  const sixth = next(fifth)
  const seventh = next(sixth)
  return [first, second, third, fourth, fifth, sixth, seventh, next(seventh)]
}
