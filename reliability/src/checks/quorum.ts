import { setTimeout as sleep } from 'node:timers/promises'
import { longestSilenceMs } from '../load/longest-silence.ts'
import { atMost, never, told } from '../report/figure.ts'
import type { Check } from './check.ts'
import { withRealLoad } from './with-real-load.ts'

const AROUND_MS = 2_000
/** Nobody has to be found again: what is above it is not the machine but a stop. */
const SILENCE_MS = 1_000

export const quorum: Check = {
  name: 'quorum',
  title:
    'No controller, while every leader is there: Apache Kafka goes on taking records (G1, S31)',
  run: (settings) =>
    withRealLoad(settings, {
      options: { controllerApart: true },
      ordeal: async ({ controller }) => {
        if (controller === null) throw new Error('The cluster has no controller of its own')
        await sleep(AROUND_MS)
        settings.note(`the only controller is killed, for ${settings.seconds} s`)
        await controller.kill()
        const goneAtMs = Date.now()
        await sleep(settings.seconds * 1_000)
        const backAtMs = Date.now()
        await controller.start()
        settings.note('the controller is back')
        await sleep(AROUND_MS)
        return { goneAtMs, backAtMs }
      },
      judge: ({ goneAtMs, backAtMs }, { page, samples }) => {
        const without = samples.filter(({ atMs }) => atMs >= goneAtMs && atMs <= backAtMs)
        const first = without[0]?.acknowledged ?? 0
        const acknowledged = (without.at(-1)?.acknowledged ?? 0) - first
        const failed = page.promised.filter((promised) => promised !== 'acknowledged').length
        return [
          told('time without a controller', `${backAtMs - goneAtMs} ms`),
          told('acknowledged meanwhile', acknowledged),
          atMost('longest time without any', longestSilenceMs(without), SILENCE_MS, ' ms'),
          never('failed for any reason', failed),
        ]
      },
    }),
}
