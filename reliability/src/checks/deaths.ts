import { startApacheKafka } from '@headwater/apache-kafka'
import { ClientProcess } from '../client/client-process.ts'
import type { LoadReport, LoadSettings } from '../client/load-client.ts'
import { NodeDeaths } from '../deaths/node-deaths.ts'
import { TopicWatch } from '../deaths/topic-watch.ts'
import { longestSilenceMs } from '../load/longest-silence.ts'
import { brokenPromiseFigures } from '../report/broken-promise-figures.ts'
import { atMost, type Figure, told } from '../report/figure.ts'
import type { Check, CheckSettings } from './check.ts'

const PARTITIONS = 6
const NODE_HEAP_MEBIBYTES = 384
const DELIVERY_TIMEOUT_MS = 120_000
/** What a promise may take beyond its deadline with real brokers on a busy machine (G2). */
const SETTLE_GRACE_MS = 1_000

export const deaths: Check = {
  name: 'deaths',
  title:
    'Three nodes of Apache Kafka, killed with signal 9 and frozen in turn, under load (G1, G2)',
  async run(settings) {
    const kafka = await startApacheKafka({ nodes: 3, heapMebibytes: NODE_HEAP_MEBIBYTES })
    try {
      settings.note(`Apache Kafka ${kafka.version} at ${kafka.brokers.join(', ')}`)
      const topic = 'deaths'
      const watch = await TopicWatch.create(kafka.brokers, topic, PARTITIONS)
      try {
        const nodeDeaths = new NodeDeaths(kafka, () => watch.inSync(), settings.note)
        return await measure(settings, { brokers: kafka.brokers, topic }, nodeDeaths, watch)
      } finally {
        await watch.close()
      }
    } finally {
      await kafka.stop()
    }
  },
}

async function measure(
  { seconds, ratePerSecond, note }: CheckSettings,
  target: Pick<LoadSettings, 'brokers' | 'topic'>,
  nodeDeaths: NodeDeaths,
  watch: TopicWatch,
): Promise<readonly Figure[]> {
  const client = new ClientProcess('load', { ...target, ratePerSecond })
  try {
    await client.answer(30_000)
    const { kills, freezes } = await nodeDeaths.run(seconds * 1_000)
    client.tell('stop')
    const { page, samples, resources, logLines, retries } = await client.answer<LoadReport>(
      DELIVERY_TIMEOUT_MS + 30_000,
    )
    note('reading back with kafkajs')
    return [
      told('kill -9', kills),
      told('SIGSTOP and SIGCONT', freezes),
      ...brokenPromiseFigures(page, await watch.records()),
      atMost('slowest settlement', page.slowestMs, DELIVERY_TIMEOUT_MS + SETTLE_GRACE_MS, ' ms'),
      told('longest time without an acknowledgement', `${longestSilenceMs(samples)} ms`),
      ...[...retries].map(([reason, times]) => told(`sent again: ${reason}`, times)),
      told('log lines', logLines.length),
      told('memory at most', `${Math.round(resources.rssMostBytes / 2 ** 20)} MiB RSS`),
    ]
  } finally {
    await client.kill()
  }
}
