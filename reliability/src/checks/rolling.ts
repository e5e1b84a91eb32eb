import { setTimeout as sleep } from 'node:timers/promises'
import { caughtUp } from '../ordeals/caught-up.ts'
import { never, told } from '../report/figure.ts'
import type { Check } from './check.ts'
import { withRealLoad } from './with-real-load.ts'

const BETWEEN_MS = 1_000

export const rolling: Check = {
  name: 'rolling',
  title: 'Every node of Apache Kafka restarted in order, one after the other, under load (G1, S21)',
  run: (settings) =>
    withRealLoad(settings, {
      ordeal: async ({ nodes }, watch) => {
        for (const node of nodes) {
          settings.note(`node ${node.nodeId} is asked to end, and started again`)
          await node.end()
          await node.start()
          await caughtUp(watch)
          await sleep(BETWEEN_MS)
        }
        return nodes.length
      },
      judge: (restarts, { page }) => [
        told('nodes restarted', restarts),
        never(
          'failed for any reason',
          page.promised.filter((promised) => promised !== 'acknowledged').length,
        ),
      ],
    }),
}
