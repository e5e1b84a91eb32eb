import { setTimeout as sleep } from 'node:timers/promises'
import type { TopicWatch } from './topic-watch.ts'

const LIMIT_MS = 60_000
const ASK_EVERY_MS = 250

/**
 * Resolves when every replica is in sync. A second death while one is behind would leave fewer than two: nobody could write, and
 * nothing be learned.
 *
 * @throws {Error} when they are not within a minute
 */
export async function caughtUp(watch: TopicWatch): Promise<void> {
  const untilMs = performance.now() + LIMIT_MS
  while (!(await watch.inSync().catch(() => false))) {
    if (performance.now() > untilMs) throw new Error('The replicas did not catch up within 60 s')
    await sleep(ASK_EVERY_MS)
  }
}
