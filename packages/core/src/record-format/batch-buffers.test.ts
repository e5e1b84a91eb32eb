import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BatchBuffers } from './batch-buffers.ts'

describe('BatchBuffers', () => {
  it('gives buffers of the sizes asked for, and none that another has a byte of', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(sizes, (asked) => {
        const buffers = new BatchBuffers()
        const taken = asked.map((sizeInBytes) => buffers.take(sizeInBytes))
        for (const [index, buffer] of taken.entries()) buffer.fill(index)

        expect(taken.map(({ length }) => length)).toEqual(asked)
        for (const [index, buffer] of taken.entries()) {
          expect(buffer.every((byte) => byte === index)).toBe(true)
        }
      }),
    )
  })

  it('cuts small ones from 8 KiB, and gives each above 1 KiB memory of its own', () => {
    const buffers = new BatchBuffers()
    const small = Array.from({ length: 9 }, () => buffers.take(1_024))
    const large = [buffers.take(1_025), buffers.take(1_025)]

    expect(new Set(small.map(({ buffer }) => buffer)).size).toBe(2)
    expect(small[0]?.buffer.byteLength).toBe(8_192)
    expect(large.map(({ buffer }) => buffer.byteLength)).toEqual([1_025, 1_025])
  })

  it('never takes from the pool that Node shares with everybody', () => {
    expect(new BatchBuffers().take(10).buffer).not.toBe(Buffer.allocUnsafe(10).buffer)
  })
})
