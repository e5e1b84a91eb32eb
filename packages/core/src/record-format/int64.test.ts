import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeInt64 } from './int64.ts'

describe('writeInt64', () => {
  it('writes what Node writes for the same number, as a number and as a BigInt', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect([written(value), written(BigInt(value))]).toEqual([byNode(value), byNode(value)])
      }),
    )
  })

  it.each([0n, -1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])(
    'writes %d as Node does',
    (value) => {
      expect(written(value)).toBe(byNode(value))
    },
  )
})

function written(value: number | bigint): string {
  const target = Buffer.alloc(10, 0xee)
  writeInt64(target, 1, value)
  return target.toString('hex')
}

function byNode(value: number | bigint): string {
  const target = Buffer.alloc(10, 0xee)
  target.writeBigInt64BE(BigInt(value), 1)
  return target.toString('hex')
}
