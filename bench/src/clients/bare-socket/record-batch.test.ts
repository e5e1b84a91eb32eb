import { describe, expect, it } from 'vitest'
import { benchRecords } from '../../records/bench-record.ts'
import { USUAL_RECORDS } from '../../records/record-shape.ts'
import { crc32c } from './crc32c.ts'
import { encodeRecordBatch } from './record-batch.ts'

// What Apache Kafka 4.3.1's MemoryRecords writes for record 0 at this time.
const TIMESTAMP_MS = 1_700_000_000_000
const JAVA_BATCH =
  '0000000000000000000000a6ffffffff0251bd537f0000000000000000018bcfe568000000018bcfe56800' +
  'ffffffffffffffffffffffffffff00000001e601000000103030303030303030c801' +
  '61686f76636a7178656c737a676e7562697077646b7279666d7461686f76636a7178656c737a676e756269' +
  '7077646b7279666d7461686f76636a7178656c737a676e7562697077646b7279666d7461686f76636a7178' +
  '656c737a676e7562697077646b7200'

const [RECORD] = benchRecords({ ...USUAL_RECORDS, keyCount: 1 })

describe('encodeRecordBatch', () => {
  it('writes the bytes that Java writes', () => {
    const records = RECORD === undefined ? [] : [RECORD]

    expect(encodeRecordBatch(records, TIMESTAMP_MS).toString('hex')).toBe(JAVA_BATCH)
  })
})

describe('crc32c', () => {
  it('gives the check value of the polynomial', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  })
})
