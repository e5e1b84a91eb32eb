import { setImmediate, setTimeout } from 'node:timers/promises'
import { createProducer, isProducerError } from '@headwater/core'
import { answerParent, wordFromParent } from './parent.ts'
import { type ResourceUse, ResourceWatch } from './resource-watch.ts'

const VALUE = Buffer.alloc(1_024, 'v')
const TICK_MS = 10
/** A busy machine leaves the process behind; what is due then comes in many turns, as requests would bring it, and not in one loop. */
const MOST_IN_TURN = 500

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
  for (let elapsedMs = 0; elapsedMs < seconds * 1_000; ) {
    elapsedMs = performance.now() - startedAtMs
    const due = (Math.min(elapsedMs / 1_000, seconds) * ratePerSecond) | 0
    const most = Math.min(due, counts.offered + MOST_IN_TURN)
    while (counts.offered < most) offer()
    await (most < due ? setImmediate() : setTimeout(TICK_MS))
  }
  const resources = watch.stop()
  const heldBytes = livingBytes() - heldBefore
  await producer.close({ timeoutMs: 1_000 })
  const { settled, ...rest } = counts
  const report: OverloadedReport = {
    ...rest,
    resources,
    heldBytes,
    unsettledAfterClose: counts.offered - settled,
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
