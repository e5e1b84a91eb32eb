import { describe, expect, it } from 'vitest'
import { encodeOneRecordBatch } from '../clients/bare-socket/one-record-batch.ts'
import { benchRecord } from '../records/bench-record.ts'
import { recordCountOf } from './record-count.ts'

describe('recordCountOf', () => {
  it('reads the last offset delta of a batch, wherever its bytes lie', () => {
    const batch = encodeOneRecordBatch(benchRecord(0), 0)
    batch.writeInt32BE(149, 23)
    const inFrame = Buffer.concat([Buffer.alloc(5), batch]).subarray(5)

    expect([recordCountOf(batch), recordCountOf(inFrame)]).toEqual([150, 150])
  })

  it('is 0 for no batch and for one that is cut', () => {
    expect([recordCountOf(null), recordCountOf(Buffer.alloc(26))]).toEqual([0, 0])
  })
})
