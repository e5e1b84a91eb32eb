import type { BusyReport } from '../client/busy-client.ts'
import { atMost, never, told } from '../report/figure.ts'
import type { Check } from './check.ts'
import { withCluster } from './with-cluster.ts'

const MAX_HELD_MS = 20

export const loop: Check = {
  name: 'loop',
  title: 'How long the event loop is held at full load, with a promise per record',
  run: ({ seconds, note }) =>
    withCluster('busy', { seconds }, async (_kafka, client) => {
      note(`as fast as it goes for ${seconds} s`)
      const report = await client.answer<BusyReport>((seconds + 30) * 1_000)
      const { resources, turnMostMs, ratePerSecond, failed } = report
      return [
        told('acknowledged a second', ratePerSecond),
        never('failed', failed),
        atMost('processor time of the longest turn', turnMostMs, MAX_HELD_MS, ' ms'),
        // These wait for a processor as well: on a machine with other work they say more about that.
        told('event loop held, 999 of 1,000 turns', `${resources.loopP999Ms.toFixed(1)} ms`),
        told('event loop held at most', `${resources.loopMostMs.toFixed(1)} ms`),
      ]
    }),
}
