import { createProducer, isProducerError } from '@headwater/core'
import { offerSteadily } from './offer-steadily.ts'
import { answerParent, wordFromParent } from './parent.ts'
import { type ResourceUse, ResourceWatch } from './resource-watch.ts'

const VALUE = Buffer.alloc(1_024, 'v')

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
  /** What lives after a collection at the end of the outage, beyond what lived before it: in V8's heap and outside. */
  readonly heldBytes: number
  /** Records that are in batches, and those that wait for room, at the end of the outage. */
  readonly queued: number
  readonly waiting: number
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
  const heldBefore = livingBytes()
  const watch = new ResourceWatch()
  const counts = { offered: 0, settled: 0, exhausted: 0, slowestExhaustedMs: 0, untyped: 0 }
  await offerSteadily(ratePerSecond, seconds, () => {
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
  })
  const resources = watch.stop()
  const heldBytes = livingBytes() - heldBefore
  const waiting = producer.metrics().producer['waiting-senders']
  const queued = counts.offered - counts.settled - waiting
  await producer.close({ timeoutMs: 1_000 })
  const { settled, ...rest } = counts
  const unsettledAfterClose = counts.offered - settled
  const report: OverloadedReport = {
    ...rest,
    resources,
    heldBytes,
    queued,
    waiting,
    unsettledAfterClose,
  }
  await answerParent(report)
  process.disconnect()
}

/** Needs `--expose-gc`. */
function livingBytes(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
