import type { EachMessagePayload } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { storedRecord } from './stored-record.ts'

function delivered(message: object): EachMessagePayload {
  return {
    topic: 'orders',
    partition: 2,
    message: { offset: '7', timestamp: '1700000000000', key: null, value: null, ...message },
  } as unknown as EachMessagePayload
}

describe('storedRecord', () => {
  it('shows bytes as text and names the server', () => {
    const record = storedRecord(
      delivered({
        key: Buffer.from('ada'),
        value: Buffer.from('{"item":"☕"}'),
        headers: { 'served-by': Buffer.from('express') },
      }),
    )

    expect(record).toEqual({
      topic: 'orders',
      partition: 2,
      offset: 7,
      timestamp: 1_700_000_000_000,
      key: 'ada',
      value: '{"item":"☕"}',
      servedBy: 'express',
    })
  })

  it('keeps a missing key, a tombstone and a record without our header apart from empty ones', () => {
    expect(storedRecord(delivered({}))).toMatchObject({ key: null, value: null, servedBy: null })
    expect(storedRecord(delivered({ key: Buffer.alloc(0), value: Buffer.alloc(0) }))).toMatchObject(
      {
        key: '',
        value: '',
      },
    )
  })

  it('takes the first of a repeated header', () => {
    const headers = { 'served-by': [Buffer.from('nestjs'), Buffer.from('express')] }

    expect(storedRecord(delivered({ headers }))).toMatchObject({ servedBy: 'nestjs' })
  })

  it('cuts a long value of somebody else', () => {
    const { value } = storedRecord(delivered({ value: Buffer.alloc(1_000_000, 'a') }))

    expect(value).toBe(`${'a'.repeat(4_096)}…`)
  })

  it('survives bytes that are no text', () => {
    expect(storedRecord(delivered({ value: Buffer.from([0xff, 0xfe]) })).value).toBe('\ufffd\ufffd')
  })
})
