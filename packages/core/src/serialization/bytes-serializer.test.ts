import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { bytes } from './bytes-serializer.ts'

const CONTEXT = { topic: 'orders', field: 'value' } as const

describe('bytes', () => {
  it.each([[Buffer.from('raw')], [new Uint8Array([1, 2])], [new Uint8Array(0)]])(
    'gives %o as it is',
    (value) => {
      expect(bytes().serialize(value, CONTEXT)).toBe(value)
    },
  )

  it('knows the bytes of another realm', () => {
    const foreign = runInNewContext('new Uint8Array([1, 2, 3])')

    expect(foreign).not.toBeInstanceOf(Uint8Array)
    expect(bytes().serialize(foreign, CONTEXT)).toBe(foreign)
  })

  it.each([
    ['raw', '"raw"'],
    [[1, 2], 'an array of 2'],
    [new ArrayBuffer(2), 'an object (ArrayBuffer)'],
    [new DataView(new ArrayBuffer(2)), 'an object (DataView)'],
    [new Uint16Array(2), 'an object (Uint16Array)'],
  ])('refuses %o', (value, described) => {
    expect(() => Reflect.apply(bytes().serialize, bytes(), [value, CONTEXT])).toThrow(
      expect.objectContaining({
        code: 'INVALID_RECORD',
        topic: 'orders',
        message: `The value of a record for topic "orders" is not a Uint8Array but ${described}`,
      }),
    )
  })
})
