import { longestSilenceMs } from '../load/longest-silence.ts'
import { NodeDeaths } from '../ordeals/node-deaths.ts'
import { told } from '../report/figure.ts'
import type { Check } from './check.ts'
import { withRealLoad } from './with-real-load.ts'

export const deaths: Check = {
  name: 'deaths',
  title:
    'Three nodes of Apache Kafka, killed with signal 9 and frozen in turn, under load (G1, G2, S20, S22)',
  run: (settings) =>
    withRealLoad(settings, {
      ordeal: (kafka, watch) =>
        new NodeDeaths(kafka, watch, settings.note).run(settings.seconds * 1_000),
      judge: ({ kills, freezes }, { samples }) => [
        told('kill -9', kills),
        told('SIGSTOP and SIGCONT', freezes),
        told('longest time without an acknowledgement', `${longestSilenceMs(samples)} ms`),
      ],
    }),
}
