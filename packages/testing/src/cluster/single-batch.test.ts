import { describe, expect, it } from 'vitest'
import { recordBatch } from '../../conformance/record-batch.ts'
import { takeSingleBatch } from './single-batch.ts'

const ZSTD = 4
const HEADER_BYTES = 61

function changed(change: (batch: Buffer) => void): Buffer {
  const batch = recordBatch()
  change(batch)
  return batch
}

describe('takeSingleBatch', () => {
  it('gives the batch without what is left of another behind it', () => {
    const batch = recordBatch()

    const taken = takeSingleBatch(Buffer.concat([batch, recordBatch().subarray(0, 40)]), 9)

    expect(taken.bytes).toEqual(batch)
    expect(taken.header).toMatchObject({ baseOffset: 0, recordCount: 1, producerId: -1n })
  })

  it.each([
    ['null', null, 'INVALID_RECORD'],
    ['nothing', Buffer.alloc(0), 'INVALID_RECORD'],
    ['half a batch', recordBatch().subarray(0, 50), 'INVALID_RECORD'],
    ['two batches', Buffer.concat([recordBatch(), recordBatch()]), 'INVALID_RECORD'],
    ['an old format', recordBatch({ magic: 1 }), 'INVALID_RECORD'],
    ['an unknown format', recordBatch({ magic: 3 }), 'CORRUPT_MESSAGE'],
    ['a negative length', changed((batch) => batch.writeInt32BE(-1, 8)), 'CORRUPT_MESSAGE'],
    ['a length below its header', changed((batch) => batch.writeInt32BE(20, 8)), 'CORRUPT_MESSAGE'],
    [
      'a length past the end',
      changed((batch) => batch.writeInt32BE(0x7fffffff, 8)),
      'INVALID_RECORD',
    ],
  ])('refuses %s', (_what, records, error) => {
    expect(() => takeSingleBatch(records, 9)).toThrow(expect.objectContaining({ error }))
  })

  it('refuses zstd from clients older than it', () => {
    const batch = recordBatch({ attributes: ZSTD })

    expect(() => takeSingleBatch(batch, 6)).toThrow(
      expect.objectContaining({ error: 'UNSUPPORTED_COMPRESSION_TYPE' }),
    )
    expect(takeSingleBatch(batch, 7).bytes.length).toBeGreaterThan(HEADER_BYTES)
  })
})
