import { describe, expect, it } from 'vitest'
import { type BenchRecord, benchRecords } from './bench-record.ts'
import { USUAL_RECORDS } from './record-shape.ts'

describe('benchRecords', () => {
  it('makes 8-byte keys, all different, and 100-byte values, if nothing else is asked', () => {
    const records = benchRecords(USUAL_RECORDS)

    expect(new Set(records.map(({ key }) => String(key))).size).toBe(4_096)
    expect(new Set(records.map(sizes))).toEqual(new Set(['8 100']))
    expect(String(records[4_095]?.key)).toBe('00004095')
    expect(String(records[4_095]?.value)).toBe(
      'nubipwdkryfmtahovcjqxelszgnubipwdkryfmtahovcjqxelszgnubipwdkryfmtahovcjqxelszgnubipwdkryfmtahovcjqxe',
    )
  })

  it('makes values of any size, and fewer of the large ones', () => {
    const records = benchRecords({ ...USUAL_RECORDS, value: { kind: 'letters', bytes: 10_240 } })

    expect(new Set(records.map(sizes))).toEqual(new Set(['8 10240']))
    expect(new Set(records.map(({ value }) => value)).size).toBe(40)
  })

  it('makes no key where none is asked', () => {
    const records = benchRecords({ ...USUAL_RECORDS, keyCount: 0 })

    expect(new Set(records.map(({ key }) => key))).toEqual(new Set([null]))
    expect(records.length).toBe(4_096)
  })

  it('makes the same records as text', () => {
    const [bytes] = benchRecords(USUAL_RECORDS)
    const [text] = benchRecords({ ...USUAL_RECORDS, form: 'strings' })

    expect(text).toEqual({ key: String(bytes?.key), value: String(bytes?.value), headers: null })
  })

  it('makes objects whose JSON is as long as the text', () => {
    const [record] = benchRecords({ ...USUAL_RECORDS, form: 'objects' })

    expect(JSON.stringify(record?.value).length).toBe(100)
  })

  it('makes headers that all records share', () => {
    const [first, second] = benchRecords({ ...USUAL_RECORDS, headerCount: 3 })

    expect(Object.keys(first?.headers ?? {})).toEqual(['header-1', 'header-2', 'header-3'])
    expect(second?.headers).toBe(first?.headers)
  })
})

function sizes({ key, value }: BenchRecord): string {
  return `${String(key).length} ${String(value).length}`
}
