import { expect, it } from 'vitest'
import type { BenchSession } from '../clients/bench-client.ts'
import { benchRecords } from '../records/bench-record.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import { USUAL_RECORDS } from '../records/record-shape.ts'
import { measureSpan } from './measure-span.ts'

it('counts what settles after the window has filled, and lets the rest settle', async () => {
  // Two records settle in the first fifth and two in the rest, for 30 µs of CPU.
  const { measured, unsettledCount } = await measureHundredMs(0)

  expect(measured).toEqual({ cpuUsPerRecord: 15, recordsPerSecond: 25 })
  expect(unsettledCount).toBe(0)
})

it('goes on until something has settled', async () => {
  // The two that settle in the rest do so in the second 80 ms of it.
  const { measured } = await measureHundredMs(1)

  expect(measured).toEqual({ cpuUsPerRecord: 30, recordsPerSecond: 12.5 })
})

/** A span with a window of two. @param idleSleeps in how many of its sleeps nothing settles, after the first */
async function measureHundredMs(idleSleeps: number) {
  let nowMs = 0
  let cpuUs = 0
  let unsettledCount = 0
  let sleepCount = 0
  const settling: (() => void)[] = []
  const session: BenchSession = {
    kind: 'promises',
    send: () => {
      unsettledCount++
      return new Promise<void>((resolve) => settling.push(resolve))
    },
    close: async () => {},
  }
  const settleAll = async (): Promise<void> => {
    for (const settle of settling.splice(0)) {
      unsettledCount--
      settle()
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  const sleep = async (ms: number): Promise<void> => {
    if (sleepCount === 0 || sleepCount > idleSleeps) await settleAll()
    nowMs += ms
    cpuUs += ms === 20 ? 1_000 : 30
    sleepCount++
  }
  const clock = { nowMs: () => nowMs, cpuUs: () => cpuUs }
  const records = new RecordCycle(benchRecords(USUAL_RECORDS))
  const measuring = measureSpan({ kind: 'window', size: 2 }, session, records, 100, clock, sleep)
  while (sleepCount < 2 + idleSleeps) await new Promise((resolve) => setImmediate(resolve))
  while (unsettledCount > 0) await settleAll()
  return { measured: await measuring, unsettledCount }
}
