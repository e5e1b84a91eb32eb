import { createProducer, isProducerError } from '@headwater/core'
import { answerParent, wordFromParent } from './parent.ts'
import { type ResourceUse, ResourceWatch } from './resource-watch.ts'

const VALUE = Buffer.alloc(1_024, 'v')
const TICK_MS = 10

export interface OverloadedSettings {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly ratePerSecond: number
  readonly seconds: number
  readonly maxBlockMs: number
}

export interface OverloadedReport {
  readonly offered: number
  readonly resources: ResourceUse
  /** Records refused for want of room, and the longest that one of them waited for it. */
  readonly exhausted: number
  readonly slowestExhaustedMs: number
  /** Records that failed without an error of ours. */
  readonly untyped: number
  readonly unsettledAfterClose: number
}

/** Offers far more than brokers that are dead take, from the word `go`; answers `ready` and an {@link OverloadedReport}. */
export async function runOverloadedClient(settings: OverloadedSettings): Promise<void> {
  const { brokers, topic, ratePerSecond, seconds, maxBlockMs } = settings
  const producer = createProducer({ brokers, clientId: 'overloaded', logger: 'silent', maxBlockMs })
  await producer.send({ topic, value: 'v' })
  await answerParent('ready')
  await wordFromParent('go')
  const watch = new ResourceWatch()
  const counts = { offered: 0, settled: 0, exhausted: 0, slowestExhaustedMs: 0, untyped: 0 }
  const startedAtMs = performance.now()
  const offer = (): void => {
    const sentAtMs = performance.now()
    counts.offered++
    producer.send({ topic, value: VALUE }).then(
      () => {
        counts.settled++
      },
      (error: unknown) => {
        counts.settled++
        if (!isProducerError(error)) counts.untyped++
        else if (error.code === 'BUFFER_EXHAUSTED') {
          counts.exhausted++
          const waitedMs = performance.now() - sentAtMs
          counts.slowestExhaustedMs = Math.max(counts.slowestExhaustedMs, waitedMs)
        }
      },
    )
  }
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - startedAtMs
      const due = (Math.min(elapsedMs / 1_000, seconds) * ratePerSecond) | 0
      while (counts.offered < due) offer()
      if (elapsedMs < seconds * 1_000) return
      clearInterval(timer)
      resolve()
    }, TICK_MS)
  })
  const resources = watch.stop()
  await producer.close({ timeoutMs: 1_000 })
  const { settled, ...rest } = counts
  const report: OverloadedReport = {
    ...rest,
    resources,
    unsettledAfterClose: counts.offered - settled,
  }
  await answerParent(report)
  process.disconnect()
}
