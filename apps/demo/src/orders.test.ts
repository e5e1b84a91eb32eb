import { describe, expect, it } from 'vitest'
import { readOrder } from './orders.ts'

const VALID = { customer: 'ada', item: 'coffee', quantity: 2 }

describe('readOrder', () => {
  it('gives an order an id and a time', () => {
    expect(readOrder(VALID)).toEqual({
      order: {
        ...VALID,
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        placedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    })
  })

  it('takes texts without the blanks around them', () => {
    expect(readOrder({ ...VALID, customer: '  ada ' })).toMatchObject({
      order: { customer: 'ada' },
    })
  })

  it('names every bad field at once', () => {
    expect(readOrder({ customer: ' ', quantity: 1.5, qty: 1 })).toEqual({
      refused: {
        error: 'The order is not valid',
        fields: {
          customer: 'must be a text of 1 to 100 characters',
          item: 'is missing',
          quantity: 'must be a whole number from 1 to 1000',
          qty: 'is not a field of an order',
        },
      },
    })
  })

  it.each([
    ['customer', 'a'.repeat(101)],
    ['customer', 7],
    ['item', null],
    ['quantity', 0],
    ['quantity', 1001],
    ['quantity', '2'],
    ['quantity', Number.MAX_VALUE],
  ])('refuses %s with the value %j', (field, value) => {
    const read = readOrder({ ...VALID, [field]: value })

    expect(read).toMatchObject({ refused: { fields: { [field]: expect.any(String) } } })
  })

  it('accepts the limits', () => {
    const longest = { customer: 'c'.repeat(100), item: 'i'.repeat(100), quantity: 1000 }

    expect(readOrder(longest)).toMatchObject({ order: longest })
    expect(readOrder({ ...VALID, quantity: 1 })).toMatchObject({ order: { quantity: 1 } })
  })

  it.each([undefined, null, 'text', 7, [VALID]])('refuses %j, which is no object', (body) => {
    expect(readOrder(body)).toMatchObject({ refused: { error: expect.stringContaining('JSON') } })
  })

  it('names a field called __proto__ like any other, and lets it change nothing', () => {
    const read = readOrder(JSON.parse('{"__proto__":{"item":"x"},"customer":"a","quantity":1}'))

    expect(JSON.stringify(read)).toContain('"__proto__":"is not a field of an order"')
    expect(JSON.stringify(read)).toContain('"item":"is missing"')
  })
})
