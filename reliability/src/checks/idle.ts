import type { IdleReport } from '../client/idle-client.ts'
import { atMost } from '../report/figure.ts'
import type { Check } from './check.ts'
import { PARTITIONS, withCluster } from './with-cluster.ts'

const MAX_CPU_PERCENT = 0.3
const MAX_TIMERS_PER_SECOND = 5

export const idle: Check = {
  name: 'idle',
  title: 'A producer connected to three brokers that nobody uses (G7)',
  run: ({ seconds, note }) =>
    withCluster('idle', { partitions: PARTITIONS, seconds }, async (_kafka, client) => {
      note(`idle for ${seconds} s`)
      const report = await client.answer<IdleReport>((seconds + 30) * 1_000)
      const { elapsedMs, cpuMs, timersFired } = report
      const timersPerSecond = timersFired / (elapsedMs / 1_000)
      return [
        atMost('processor time', (100 * cpuMs) / elapsedMs, MAX_CPU_PERCENT, ' % of a core'),
        atMost('timers that fire', timersPerSecond, MAX_TIMERS_PER_SECOND, ' a second'),
      ]
    }),
}
