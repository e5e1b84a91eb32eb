import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { isBytes } from './is-bytes.ts'

describe('isBytes', () => {
  it('knows buffers, byte arrays and those of another realm', () => {
    expect(isBytes(Buffer.from('x'))).toBe(true)
    expect(isBytes(new Uint8Array(1))).toBe(true)
    expect(isBytes(runInNewContext('new Uint8Array(1)'))).toBe(true)
  })

  it.each([['x'], [null], [new Uint16Array(1)], [new ArrayBuffer(1)], [[1, 2]]])(
    'takes %j for something else',
    (value) => {
      expect(isBytes(value)).toBe(false)
    },
  )
})
