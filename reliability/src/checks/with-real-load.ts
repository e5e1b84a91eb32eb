import {
  type ApacheKafka,
  type ApacheKafkaOptions,
  startApacheKafka,
} from '@headwater/apache-kafka'
import { ClientProcess } from '../client/client-process.ts'
import type { LoadReport } from '../client/load-client.ts'
import { caughtUp } from '../ordeals/caught-up.ts'
import { TopicWatch } from '../ordeals/topic-watch.ts'
import { brokenPromiseFigures } from '../report/broken-promise-figures.ts'
import { atMost, type Figure, told } from '../report/figure.ts'
import type { CheckSettings } from './check.ts'

const TOPIC = 'ordeal'
const PARTITIONS = 6
const NODE_HEAP_MEBIBYTES = 384
const DELIVERY_TIMEOUT_MS = 120_000
/** What a promise may take beyond its deadline with real brokers on a busy machine (G2). */
const SETTLE_GRACE_MS = 1_000

/** What brokers go through while a producer sends. */
export interface RealLoad<Happened> {
  readonly options?: ApacheKafkaOptions
  ordeal(kafka: ApacheKafka, watch: TopicWatch): Promise<Happened>
  /** What is to be learned of it, beside what holds for every load. */
  judge(happened: Happened, report: LoadReport): readonly Figure[]
}

/** Three brokers of Apache Kafka, a producer under load in its own process, an ordeal, and what came of every record. */
export async function withRealLoad<Happened>(
  settings: CheckSettings,
  { options = {}, ordeal, judge }: RealLoad<Happened>,
): Promise<readonly Figure[]> {
  const kafka = await startApacheKafka({
    nodes: 3,
    heapMebibytes: NODE_HEAP_MEBIBYTES,
    shortLived: true,
    ...options,
  })
  try {
    settings.note(`Apache Kafka ${kafka.version} at ${kafka.brokers.join(', ')}`)
    const watch = await TopicWatch.create(kafka.brokers, TOPIC, PARTITIONS)
    try {
      await caughtUp(watch)
      const { happened, report } = await underLoad(settings, kafka, () => ordeal(kafka, watch))
      settings.note('reading back with kafkajs')
      const broken = brokenPromiseFigures(report.page, await watch.records())
      return [...judge(happened, report), ...broken, ...loadFigures(report)]
    } finally {
      await watch.close()
    }
  } finally {
    await kafka.stop()
  }
}

async function underLoad<Happened>(
  { ratePerSecond }: CheckSettings,
  { brokers }: ApacheKafka,
  ordeal: () => Promise<Happened>,
): Promise<{ readonly happened: Happened; readonly report: LoadReport }> {
  const client = new ClientProcess('load', { brokers, topic: TOPIC, ratePerSecond })
  try {
    await client.answer(30_000)
    const happened = await ordeal()
    client.tell('stop')
    return { happened, report: await client.answer<LoadReport>(DELIVERY_TIMEOUT_MS + 30_000) }
  } finally {
    await client.kill()
  }
}

function loadFigures({ page, resources, logLines, retries }: LoadReport): readonly Figure[] {
  return [
    atMost('slowest settlement', page.slowestMs, DELIVERY_TIMEOUT_MS + SETTLE_GRACE_MS, ' ms'),
    ...[...retries].map(([reason, times]) => told(`sent again: ${reason}`, times)),
    told('log lines', logLines.length),
    told('memory at most', `${Math.round(resources.rssMostBytes / 2 ** 20)} MiB RSS`),
  ]
}
