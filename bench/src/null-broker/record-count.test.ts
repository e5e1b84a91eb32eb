import { describe, expect, it } from 'vitest'
import { encodeRecordBatch } from '../clients/bare-socket/record-batch.ts'
import { benchRecords } from '../records/bench-record.ts'
import { USUAL_RECORDS } from '../records/record-shape.ts'
import { recordCountOf } from './record-count.ts'

describe('recordCountOf', () => {
  it('reads the last offset delta of a batch, wherever its bytes lie', () => {
    const batch = encodeRecordBatch(benchRecords({ ...USUAL_RECORDS, keyCount: 1 }), 0)
    batch.writeInt32BE(149, 23)
    const inFrame = Buffer.concat([Buffer.alloc(5), batch]).subarray(5)

    expect([recordCountOf(batch), recordCountOf(inFrame)]).toEqual([150, 150])
  })

  it('is 0 for no batch and for one that is cut', () => {
    expect([recordCountOf(null), recordCountOf(Buffer.alloc(26))]).toEqual([0, 0])
  })
})
