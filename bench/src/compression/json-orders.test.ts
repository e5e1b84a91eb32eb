import { describe, expect, it } from 'vitest'
import { jsonOrders } from './json-orders.ts'

describe('jsonOrders', () => {
  it('makes about 500 bytes of JSON each, no two alike, and the same in every run', () => {
    const orders = jsonOrders(1_000)

    expect(new Set(orders).size).toBe(1_000)
    for (const order of orders) {
      expect(JSON.parse(order)).toHaveProperty('items')
      expect(Math.abs(Buffer.byteLength(order) - 500)).toBeLessThan(60)
    }
    expect(jsonOrders(1_000)).toEqual(orders)
  })
})
