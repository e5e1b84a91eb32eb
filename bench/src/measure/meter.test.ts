import { describe, expect, it } from 'vitest'
import { Meter } from './meter.ts'

describe('Meter', () => {
  it('counts and times only what settles between begin and end', () => {
    const clock = manualClock()
    const meter = new Meter(clock)
    meter.timeSettled(0)
    meter.countSettled(1)

    clock.advance(1_000, 500)
    meter.begin()
    for (const latencyMs of [4, 1, 3, 2]) meter.timeSettled(clock.nowMs() - latencyMs)
    meter.countSettled(1)
    clock.advance(2_000, 700)
    const measurement = meter.end()
    meter.timeSettled(0)

    expect(measurement).toEqual({ records: 5, elapsedMs: 2_000, cpuUs: 700, p50Ms: 2, p99Ms: 4 })
  })

  it('runs until it is ended', () => {
    const meter = new Meter(manualClock())
    const seen = [meter.isRunning]

    meter.begin()
    meter.timeSettled(0)
    seen.push(meter.isRunning)
    meter.end()
    seen.push(meter.isRunning)

    expect(seen).toEqual([true, true, false])
  })

  it('has no latencies when nothing timed has settled', () => {
    const meter = new Meter(manualClock())
    meter.begin()
    meter.countSettled(2)

    expect(meter.end()).toMatchObject({ records: 2, p50Ms: null, p99Ms: null })
  })

  it('refuses to report when nothing has settled while it measured', () => {
    const meter = new Meter(manualClock())
    meter.countSettled(1)
    meter.begin()

    expect(() => meter.end()).toThrow('No record settled')
    expect([meter.isRunning, meter.settledCount]).toEqual([false, 1])
  })

  it('begins once and ends once', () => {
    const meter = new Meter(manualClock())

    expect(() => meter.end()).toThrow('No measurement is running')
    meter.begin()
    expect(() => meter.begin()).toThrow('already begun')
    meter.timeSettled(0)
    meter.end()
    expect(() => meter.end()).toThrow('No measurement is running')
  })
})

function manualClock() {
  let ms = 0
  let us = 0
  return {
    nowMs: () => ms,
    cpuUs: () => us,
    advance(byMs: number, byCpuUs: number) {
      ms += byMs
      us += byCpuUs
    },
  }
}
