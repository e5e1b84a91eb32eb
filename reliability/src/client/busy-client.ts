import { createProducer } from '@headwater/core'
import { answerParent } from './parent.ts'
import { type ResourceUse, ResourceWatch } from './resource-watch.ts'

const WINDOW = 20_000
/** A caller of many records would hold the loop by itself if it sent them all at once. */
const SENDS_IN_TURN = 1_000
const VALUE = Buffer.alloc(100, 'v')
const WARM_UP_MS = 3_000

export interface BusySettings {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly seconds: number
}

export interface BusyReport {
  readonly ratePerSecond: number
  readonly resources: ResourceUse
  /** The most processor time that one turn of the event loop took: what a busy neighbour cannot change. */
  readonly turnMostMs: number
  readonly failed: number
}

/** Sends as fast as it can with a promise per record, and watches how long the event loop is held. */
export async function runBusyClient({ brokers, topic, seconds }: BusySettings): Promise<void> {
  const producer = createProducer({ brokers, clientId: 'busy', logger: 'silent' })
  await producer.partitionsFor(topic)
  let pending = 0
  let settled = 0
  let failed = 0
  let stopped = false
  let turnMostMs = 0
  let cpuAtMs = cpuNowMs()
  const settle = (): void => {
    pending--
    settled++
  }
  const fail = (): void => {
    failed++
    settle()
  }
  const turn = (): void => {
    const nowMs = cpuNowMs()
    turnMostMs = Math.max(turnMostMs, nowMs - cpuAtMs)
    cpuAtMs = nowMs
    for (let sends = 0; sends < SENDS_IN_TURN && pending < WINDOW && !stopped; sends++) {
      pending++
      producer.send({ topic, value: VALUE }).then(settle, fail)
    }
    if (!stopped) setImmediate(turn)
  }
  turn()
  await passed(WARM_UP_MS)
  const watch = new ResourceWatch()
  const settledBefore = settled
  turnMostMs = 0
  await passed(seconds * 1_000)
  stopped = true
  const ratePerSecond = (settled - settledBefore) / seconds
  const report: BusyReport = { ratePerSecond, resources: watch.stop(), turnMostMs, failed }
  await producer.close()
  await answerParent(report)
  process.disconnect()
}

/** Of the main thread. */
function cpuNowMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
