import { describe, expect, it } from 'vitest'
import { SendWindow } from './send-window.ts'

describe('SendWindow', () => {
  it('is full at its limit and has room again as soon as one send has settled', async () => {
    const window = openedWindow({ limit: 2, opened: 2 })
    let hasRoom = false
    const room = window.room().then(() => {
      hasRoom = true
    })

    expect([window.isFull, hasRoom]).toEqual([true, false])
    window.settled()
    await room

    expect([window.isFull, hasRoom]).toEqual([false, true])
  })

  it('has room at once when it is not full', async () => {
    await expect(openedWindow({ limit: 2, opened: 1 }).room()).resolves.toBeUndefined()
  })

  it('is empty only when the last send has settled', async () => {
    const window = openedWindow({ limit: 3, opened: 2 })
    const order: string[] = []
    const empty = window.empty().then(() => order.push('empty'))

    window.settled()
    await Promise.resolve()
    order.push('one left')
    window.settled()
    await empty

    expect(order).toEqual(['one left', 'empty'])
  })

  it('gives the first failure to who waits and to who waits later', async () => {
    const window = openedWindow({ limit: 2, opened: 2 })
    const waiting = window.empty()

    window.failed(new Error('first'))
    window.failed(new Error('second'))

    await expect(waiting).rejects.toThrow('first')
    await expect(window.room()).rejects.toThrow('first')
  })

  it('sends nobody on after a failure, however much room there is', async () => {
    const window = openedWindow({ limit: Number.POSITIVE_INFINITY, opened: 2 })

    window.failed(new Error('first'))

    expect(window.isFull).toBe(true)
    await expect(window.room()).rejects.toThrow('first')
  })

  it('lets one wait at a time', () => {
    const window = openedWindow({ limit: 1, opened: 1 })
    void window.room()

    expect(() => window.empty()).toThrow('it waits already')
  })
})

function openedWindow({ limit, opened }: { limit: number; opened: number }): SendWindow {
  const window = new SendWindow(limit)
  for (let i = 0; i < opened; i++) window.opened()
  return window
}
