import { firstAcknowledgementMs } from '../load/first-acknowledgement.ts'
import { leaderDeaths } from '../ordeals/leader-deaths.ts'
import { atMost, never, told } from '../report/figure.ts'
import type { Check } from './check.ts'
import { withRealLoad } from './with-real-load.ts'

/** Others lead soon, so that many deaths fit into the time. */
const SESSION_TIMEOUT_MS = 3_000
const RECOVERY_MS = 1_000

export const leaders: Check = {
  name: 'leaders',
  title:
    'The leader of a partition killed with signal 9, again and again, on real nodes (G1, G3, S20)',
  run: (settings) =>
    withRealLoad(settings, {
      options: { sessionTimeoutMs: SESSION_TIMEOUT_MS },
      ordeal: (kafka, watch) => leaderDeaths(kafka, watch, settings.seconds * 1_000, settings.note),
      judge: (deaths, { page }) => {
        const times = deaths.map(({ electedAtMs, partitions }) =>
          firstAcknowledgementMs(page, partitions, electedAtMs),
        )
        const failed = page.promised.filter((promised) => promised !== 'acknowledged').length
        return [
          told('leaders killed', deaths.length),
          atMost('slowest partition under its new leader', Math.max(...times), RECOVERY_MS, ' ms'),
          never('failed for any reason', failed),
        ]
      },
    }),
}
