import { expect, it } from 'vitest'
import type { LoadSample } from '../client/load-client.ts'
import { recovery } from './recovery.ts'

const RATE = 1_000

/** A sample every 100 ms: nothing is acknowledged until the brokers are back at 1,000 ms, and little for another 400. */
const SAMPLES: LoadSample[] = Array.from({ length: 60 }, (_, index) => {
  const atMs = index * 100
  const acknowledged = atMs <= 1_200 ? 0 : atMs <= 1_600 ? 10 : (atMs - 1_600) * 3
  return { atMs, sent: atMs, acknowledged, pending: Math.max(0, atMs - acknowledged) }
})

it('tells when the first was acknowledged, when the rate was reached and when nothing was left behind', () => {
  expect(recovery(SAMPLES, 1_000, RATE)).toEqual({
    firstMs: 300,
    // From 1,300 on half a second brings 590 more.
    fullRateMs: 300,
    caughtUpMs: 1_300,
  })
})

it('does not call it back when nothing was acknowledged any more', () => {
  const silent = SAMPLES.map((sample) => ({ ...sample, acknowledged: 0, pending: 1_000 }))

  expect(recovery(silent, 1_000, RATE)).toEqual({
    firstMs: Number.POSITIVE_INFINITY,
    fullRateMs: Number.POSITIVE_INFINITY,
    caughtUpMs: Number.POSITIVE_INFINITY,
  })
})
