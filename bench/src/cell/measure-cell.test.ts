import { describe, expect, it } from 'vitest'
import type { BenchClient } from '../clients/bench-client.ts'
import { Meter } from '../measure/meter.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { measureCell } from './measure-cell.ts'

const REQUEST = {
  brokers: ['host:1'],
  topic: 'bench',
  warmUpMs: 30,
  measureMs: 70,
  recordCount: 50,
  idleMs: 1_000,
}

describe('measureCell', () => {
  it('warms up, measures, lets everything settle and closes, in this order', async () => {
    const time = virtualTime()
    const events: string[] = []
    const client: BenchClient = {
      package: { name: 'package', from: '/' },
      version: () => '1.2.3',
      connect: async ({ topic }) => ({
        kind: 'promises',
        send: async () => time.advance(1),
        close: async () => void events.push(`closed ${topic} at ${time.nowMs()} ms`),
      }),
    }

    const figures = await measureCell(REQUEST, client, SCENARIOS.e, new Meter(time), time.sleep)

    expect(figures).toEqual({
      clientVersion: '1.2.3',
      runtime: `Node.js ${process.versions.node}`,
      acknowledged: expect.any(Number),
      values: {
        recordsPerSecond: 1_000,
        megabytesPerSecond: 0.1,
        p50Ms: 1,
        p99Ms: 1,
        cpuUsPerRecord: 1_000,
        peakRssMebibytes: expect.any(Number),
      },
    })
    expect(figures.acknowledged).toBeGreaterThanOrEqual(100)
    expect(events).toEqual([expect.stringMatching(/^closed bench at 10\d ms$/)])
  })

  it('fails when a send is rejected', async () => {
    const time = virtualTime()
    const client: BenchClient = {
      package: { name: 'package', from: '/' },
      version: () => '1.2.3',
      connect: async () => ({
        kind: 'promises',
        send: () => Promise.reject(new Error('the broker refused')),
        close: async () => {},
      }),
    }

    await expect(
      measureCell(REQUEST, client, SCENARIOS.e, new Meter(time), time.sleep),
    ).rejects.toThrow('the broker refused')
  })
})

/** Time that only sends move: every one takes a millisecond. */
function virtualTime() {
  let ms = 0
  const sleepers: { at: number; wake: () => void }[] = []
  return {
    nowMs: () => ms,
    cpuUs: () => ms * 1_000,
    async advance(byMs: number): Promise<void> {
      ms += byMs
      const due = sleepers.findIndex(({ at }) => at <= ms)
      if (due !== -1) sleepers.splice(due, 1)[0]?.wake()
      // Who has slept looks at the clock before the next send moves it.
      await new Promise((resolve) => setImmediate(resolve))
    },
    sleep: (forMs: number): Promise<void> =>
      new Promise((resolve) => {
        sleepers.push({ at: ms + forMs, wake: resolve })
      }),
  }
}
