import { describe, expect, it } from 'vitest'
import { Fifo } from './fifo.ts'

describe('Fifo', () => {
  it('gives back what was pushed, in order, however long it gets', () => {
    const fifo = new Fifo<number>()
    const taken: (number | undefined)[] = []
    for (let i = 0; i < 10_000; i++) fifo.push(i)
    for (let i = 0; i < 9_000; i++) taken.push(fifo.take())
    for (let i = 10_000; i < 12_000; i++) fifo.push(i)
    expect(fifo.length).toBe(3_000)
    while (fifo.length > 0) taken.push(fifo.take())

    expect(taken).toEqual(Array.from({ length: 12_000 }, (_, index) => index))
    expect([fifo.take(), fifo.first]).toEqual([undefined, undefined])
  })

  it('lets its first entry be replaced', () => {
    const fifo = new Fifo<string>()
    fifo.push('a')
    fifo.push('b')
    fifo.take()

    fifo.replaceFirst('c')

    expect([fifo.first, fifo.take(), fifo.length]).toEqual(['c', 'c', 0])
  })
})
