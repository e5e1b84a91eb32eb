import { describe, expect, it } from 'vitest'
import { benchRecord, benchRecords } from './bench-record.ts'

describe('benchRecord', () => {
  it('makes the bytes that the Java harness makes', () => {
    const { key, value } = benchRecord(4095)

    expect(key.toString()).toBe('00004095')
    expect(value.toString()).toBe(
      'nubipwdkryfmtahovcjqxelszgnubipwdkryfmtahovcjqxelszgnubipwdkryfmtahovcjqxelszgnubipwdkryfmtahovcjqxe',
    )
  })

  it('makes 8-byte keys, all different, and 100-byte values', () => {
    const records = benchRecords()

    expect(new Set(records.map(({ key }) => key.toString())).size).toBe(4096)
    expect(new Set(records.map(({ key, value }) => `${key.length} ${value.length}`))).toEqual(
      new Set(['8 100']),
    )
  })
})
