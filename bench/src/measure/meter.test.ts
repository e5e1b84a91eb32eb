import { describe, expect, it } from 'vitest'
import { Meter } from './meter.ts'

describe('Meter', () => {
  it('counts and times only what settles between begin and end', () => {
    const clock = manualClock()
    const meter = new Meter(clock)
    meter.timeSettled(0)
    meter.countSettled()

    clock.advance(1_000, 500)
    meter.begin()
    for (const latencyMs of [4, 1, 3, 2]) meter.timeSettled(clock.nowMs() - latencyMs)
    meter.countSettled()
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

  it('refuses to report latencies when nothing timed has settled', () => {
    const meter = new Meter(manualClock())
    meter.begin()
    meter.countSettled()

    expect(() => meter.end()).toThrow('No timed record settled')
    expect(meter.isRunning).toBe(false)
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
