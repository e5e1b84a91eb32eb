import { offerSteadily } from './offer-steadily.ts'
import { answerParent, wordFromParent } from './parent.ts'
import { type ResourceUse, ResourceWatch } from './resource-watch.ts'

const TICK_MS = 10

export interface PromisingSettings {
  readonly ratePerSecond: number
  readonly seconds: number
  readonly maxBlockMs: number
  /** How many promises stay as they are. */
  readonly queued: number
  /** How many more wait at a time, each until it is rejected after `maxBlockMs`. */
  readonly waiting: number
}

export interface PromisingReport {
  readonly resources: ResourceUse
  readonly slowestRefusalMs: number
}

interface Waiter {
  readonly reject: (error: Error) => void
  readonly untilMs: number
}

/**
 * What V8 makes of an overload without a producer: as many promises as the overloaded client's stay pending or wait for as long,
 * and the rest is rejected at once. There are no records, and those that wait end with one error for each turn. From the word `go`;
 * answers `ready` and a {@link PromisingReport}.
 */
export async function runPromisingClient(settings: PromisingSettings): Promise<void> {
  const { ratePerSecond, seconds, maxBlockMs } = settings
  await answerParent('ready')
  await wordFromParent('go')
  const watch = new ResourceWatch()
  const queued: ((value: unknown) => void)[] = []
  let waiters: Waiter[] = []
  let slowestRefusalMs = 0
  const promise = (): Promise<unknown> => {
    if (queued.length < settings.queued) return new Promise((resolve) => queued.push(resolve))
    if (waiters.length >= settings.waiting) return Promise.reject(new Error('No room'))
    const untilMs = performance.now() + maxBlockMs
    return new Promise((_, reject) => waiters.push({ reject, untilMs }))
  }
  const timer = setInterval(() => {
    const nowMs = performance.now()
    const firstToStay = waiters.findIndex(({ untilMs }) => untilMs > nowMs)
    const over = firstToStay < 0 ? waiters : waiters.slice(0, firstToStay)
    waiters = firstToStay < 0 ? [] : waiters.slice(firstToStay)
    const error = new Error(`No room within ${maxBlockMs} ms`)
    for (const { reject } of over) reject(error)
  }, TICK_MS)
  await offerSteadily(ratePerSecond, seconds, () => {
    const askedAtMs = performance.now()
    promise().catch(() => {
      slowestRefusalMs = Math.max(slowestRefusalMs, performance.now() - askedAtMs)
    })
  })
  clearInterval(timer)
  const report: PromisingReport = { resources: watch.stop(), slowestRefusalMs }
  await answerParent(report)
  process.disconnect()
}
