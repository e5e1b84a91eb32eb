import { expect, it } from 'vitest'
import type { BenchSession } from '../clients/bench-client.ts'
import { benchRecords } from '../records/bench-record.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import { USUAL_RECORDS } from '../records/record-shape.ts'
import { measureSpan } from './measure-span.ts'

it('counts what settles after the window has filled, and lets the rest settle', async () => {
  let nowMs = 0
  let cpuUs = 0
  let unsettled = 0
  let sleeps = 0
  const settling: (() => void)[] = []
  const session: BenchSession = {
    kind: 'promises',
    send: () => {
      unsettled++
      return new Promise<void>((resolve) => settling.push(resolve))
    },
    close: async () => {},
  }
  const settleAll = async (): Promise<void> => {
    for (const settle of settling.splice(0)) {
      unsettled--
      settle()
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  // Two records settle in the first fifth and two in the rest, for 30 µs of CPU.
  const sleep = async (ms: number): Promise<void> => {
    await settleAll()
    nowMs += ms
    cpuUs += ms === 20 ? 1_000 : 30
    sleeps++
  }
  const clock = { nowMs: () => nowMs, cpuUs: () => cpuUs }
  const records = new RecordCycle(benchRecords(USUAL_RECORDS))

  const measured = measureSpan({ kind: 'window', size: 2 }, session, records, 100, clock, sleep)
  while (sleeps < 2) await new Promise((resolve) => setImmediate(resolve))
  while (unsettled > 0) await settleAll()

  expect(await measured).toEqual({ cpuUsPerRecord: 15, recordsPerSecond: 25 })
  expect(unsettled).toBe(0)
})
