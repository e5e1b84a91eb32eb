import { ManualClock } from '@headwater/testing'
import { expect, it } from 'vitest'
import { silentLogger } from '../diagnostics/silent-logger.ts'
import { OutageLogs } from './outage-logs.ts'

it('keeps the log of a broker, and forgets the oldest of too many', () => {
  const logs = new OutageLogs(silentLogger, new ManualClock())
  const first = logs.of('broker 0')

  const again = logs.of('broker 0')
  for (let index = 1; index <= 1_000; index++) logs.of(`broker ${index}`)

  expect(again).toBe(first)
  expect(logs.of('broker 0')).not.toBe(first)
  expect(logs.of('broker 1000')).toBe(logs.of('broker 1000'))
})
