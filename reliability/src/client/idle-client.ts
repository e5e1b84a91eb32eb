import { setTimeout as sleep } from 'node:timers/promises'
import { createProducer } from '@headwater/core'
import { answerParent } from './parent.ts'

/** What happens once, right after the last record, is not idleness. */
const SETTLING_MS = 2_000

export interface IdleSettings {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly partitions: number
  readonly seconds: number
}

export interface IdleReport {
  readonly elapsedMs: number
  /** Of all threads. */
  readonly cpuMs: number
  readonly timersFired: number
}

/** Sends to every partition, so that every broker is connected, and then does nothing; answers an {@link IdleReport}. */
export async function runIdleClient({ brokers, topic, ...plan }: IdleSettings): Promise<void> {
  const producer = createProducer({ brokers, clientId: 'idle', logger: 'silent' })
  const partitions = Array.from({ length: plan.partitions }, (_, partition) => partition)
  await Promise.all(partitions.map((partition) => producer.send({ topic, partition, value: 'v' })))
  const timers = countTimers()
  await sleep(SETTLING_MS)
  const startedAtMs = performance.now()
  const startedAtCpu = process.cpuUsage()
  const firedBefore = timers.fired()
  await sleep(plan.seconds * 1_000)
  const { user, system } = process.cpuUsage(startedAtCpu)
  const report: IdleReport = {
    elapsedMs: performance.now() - startedAtMs,
    cpuMs: (user + system) / 1_000,
    timersFired: timers.fired() - firedBefore,
  }
  await producer.close()
  await answerParent(report)
  process.disconnect()
}

/** Counts every `setTimeout` that fires from now on; the producer has no other timers. */
function countTimers(): { fired(): number } {
  let fired = 0
  const original = globalThis.setTimeout
  const counting = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    original(() => {
      fired++
      callback(...args)
    }, ms)
  globalThis.setTimeout = Object.assign(counting, original)
  return { fired: () => fired }
}
