import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { LimitedLog } from './limited-log.ts'

function recordedLog() {
  const clock = new ManualClock()
  const lines: [level: string, atMs: number, unreported: unknown][] = []
  const line = (level: string) => (_: string, fields: Readonly<Record<string, unknown>>) => {
    lines.push([level, clock.now(), fields['unreported']])
  }
  const logger = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  }
  const log = new LimitedLog(logger, clock)
  const warnings = () => lines.filter(([level]) => level === 'warn')
  return { clock, lines, log, warnings }
}

describe('LimitedLog', () => {
  it('tells the first event at once and then one at ever longer intervals', () => {
    const { clock, log, warnings } = recordedLog()

    for (let second = 0; second < 600; second++) {
      log.warn('Away', {})
      clock.advance(1_000)
    }

    expect(warnings()).toEqual([
      ['warn', 0, 0],
      ['warn', 60_000, 59],
      ['warn', 180_000, 119],
      ['warn', 420_000, 239],
    ])
  })

  it('leaves the events between them to debug', () => {
    const { lines, log } = recordedLog()

    for (let event = 0; event < 3; event++) log.error('Away', {})

    expect(lines).toEqual([
      ['error', 0, 0],
      ['debug', 0, 0],
      ['debug', 0, 1],
    ])
  })

  it('never lets more than ten minutes pass', () => {
    const { clock, log, warnings } = recordedLog()

    for (let minute = 0; minute < 24 * 60; minute++) {
      log.warn('Away', {})
      clock.advance(60_000)
    }

    const times = warnings().map(([, atMs]) => atMs)
    expect(times.at(-1)).toBeGreaterThanOrEqual(24 * 3_600_000 - 660_000)
    expect(Math.max(...times.map((atMs, i) => atMs - (times[i - 1] ?? 0)))).toBe(600_000)
  })

  it('begins anew after ten minutes of silence, and not before', () => {
    const { clock, log, warnings } = recordedLog()
    log.warn('Away', {})
    clock.advance(599_999)
    log.warn('Away', {})
    clock.advance(60_000)
    log.warn('Away', {})
    clock.advance(600_000)
    log.warn('Away', {})
    clock.advance(60_000)
    log.warn('Away', {})

    const times = [0, 599_999, 1_259_999, 1_319_999]
    expect(warnings().map(([, atMs]) => atMs)).toEqual(times)
  })
})
