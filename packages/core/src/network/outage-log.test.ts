import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { OutageLog } from './outage-log.ts'

function recordedLog() {
  const clock = new ManualClock()
  const lines: [level: string, unreported: unknown][] = []
  const line = (level: string) => (_: string, fields: Readonly<Record<string, unknown>>) => {
    lines.push([level, fields['unreported']])
  }
  const logger = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  }
  return { clock, lines, log: new OutageLog(logger, clock, '1 at kafka.test:9092') }
}

describe('OutageLog', () => {
  it('warns of an outage of ten minutes a handful of times', () => {
    const { clock, lines, log } = recordedLog()

    for (let second = 0; second < 600; second++) {
      log.failed('refused the connection')
      clock.advance(1_000)
    }

    const warnings = lines.filter(([level]) => level === 'warn')
    expect(warnings).toHaveLength(4)
    expect(warnings[1]).toEqual(['warn', 59])
  })

  it('warns of a broker that comes and goes no more often than of one that stays away', () => {
    const { clock, lines, log } = recordedLog()

    for (let turn = 0; turn < 100; turn++) {
      log.failed('was lost')
      log.recovered()
      clock.advance(200)
    }

    expect(lines.filter(([level]) => level === 'warn')).toHaveLength(1)
    expect(lines.filter(([level]) => level === 'info')).toHaveLength(1)
  })

  it('says when a broker is back, and nothing of the kind about the first connection', () => {
    const { lines, log } = recordedLog()

    log.recovered()
    log.failed('was lost')
    log.recovered()

    expect(lines.map(([level]) => level)).toEqual(['debug', 'warn', 'info'])
  })
})
