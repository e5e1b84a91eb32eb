import { createProducer, type ProducerOptions } from '@headwater/core'
import { type LedgerPage, LoadLedger } from '../load/load-ledger.ts'
import { SteadyLoad } from '../load/steady-load.ts'
import { LineCounter } from './line-counter.ts'
import { answerParent, wordFromParent } from './parent.ts'
import { type ResourceUse, ResourceWatch } from './resource-watch.ts'

const SAMPLE_MS = 20

export interface LoadSettings {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly ratePerSecond: number
  readonly options?: Partial<Omit<ProducerOptions, 'brokers'>>
}

/** How far the load was at a moment of the wall clock. */
export interface LoadSample {
  readonly atMs: number
  readonly sent: number
  readonly acknowledged: number
  readonly pending: number
}

export interface LoadReport {
  readonly page: LedgerPage
  readonly samples: readonly LoadSample[]
  readonly resources: ResourceUse
  readonly logLines: readonly string[]
  readonly retries: ReadonlyMap<string, number>
}

/** Sends at a steady pace from the first moment until the parent says `stop`; answers `started` and a {@link LoadReport}. */
export async function runLoadClient(settings: LoadSettings): Promise<void> {
  const { brokers, topic, ratePerSecond, options = {} } = settings
  const logger = new LineCounter()
  const producer = createProducer({ brokers, clientId: 'reliability', logger, ...options })
  await producer.partitionsFor(topic)
  const ledger = new LoadLedger()
  const watch = new ResourceWatch()
  const samples: LoadSample[] = []
  const load = new SteadyLoad(producer, topic, ledger, ratePerSecond)
  const timer = setInterval(() => {
    const { sent, acknowledged, pending } = ledger
    samples.push({ atMs: Date.now(), sent, acknowledged, pending })
  }, SAMPLE_MS)
  await answerParent('started')
  await wordFromParent('stop')
  await load.stop()
  clearInterval(timer)
  const report: LoadReport = {
    page: ledger.page(),
    samples,
    resources: watch.stop(),
    logLines: logger.lines,
    retries: logger.retries,
  }
  await producer.close()
  await answerParent(report)
  process.disconnect()
}
