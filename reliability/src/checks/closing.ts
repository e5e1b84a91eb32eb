import type { ClosingReport } from '../client/closing-client.ts'
import { atMost, never } from '../report/figure.ts'
import type { Check } from './check.ts'
import { killEveryBroker } from './every-broker.ts'
import { withCluster } from './with-cluster.ts'

const CLOSE_TIMEOUT_MS = 1_000
const CLOSE_GRACE_MS = 250
const EXIT_WITHIN_MS = 500

export const closing: Check = {
  name: 'close',
  title: 'Closing with 5,000 records that nobody takes (G6)',
  run: () =>
    withCluster('closing', { closeTimeoutMs: CLOSE_TIMEOUT_MS }, async (kafka, client) => {
      await client.answer(30_000)
      await killEveryBroker(kafka)
      client.tell('go')
      const report = await client.answer<ClosingReport>(30_000)
      const closedAtMs = performance.now()
      const code = await client.ended(10_000)
      return [
        atMost('close', report.closeMs, CLOSE_TIMEOUT_MS + CLOSE_GRACE_MS, ' ms'),
        never('promises that close left unsettled', report.unsettled),
        atMost(
          'end of the process after close',
          performance.now() - closedAtMs,
          EXIT_WITHIN_MS,
          ' ms',
        ),
        never('processes that did not end by themselves', code === 0 ? 0 : 1),
      ]
    }),
}
