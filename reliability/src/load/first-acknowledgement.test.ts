import { describe, expect, it } from 'vitest'
import { firstAcknowledgementMs } from './first-acknowledgement.ts'

const PAGE = { partitions: [0, 1, 0, 1, 2, -1], acknowledgedAtMs: [90, 95, 130, 250, 105, -1] }

describe('the time until partitions acknowledge again', () => {
  it('is that of the slowest of them, from the moment on', () => {
    expect(firstAcknowledgementMs(PAGE, [0, 1], 100)).toBe(150)
    expect(firstAcknowledgementMs(PAGE, [0], 100)).toBe(30)
  })

  it('is endless where one acknowledges nothing more', () => {
    expect(firstAcknowledgementMs(PAGE, [0, 2], 200)).toBe(Number.POSITIVE_INFINITY)
  })

  it('is nothing where no partition is asked for', () => {
    expect(firstAcknowledgementMs(PAGE, [], 100)).toBe(0)
  })
})
