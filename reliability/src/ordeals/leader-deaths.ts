import { setTimeout as sleep } from 'node:timers/promises'
import type { ApacheKafka } from '@headwater/apache-kafka'
import { caughtUp } from './caught-up.ts'
import type { TopicWatch } from './topic-watch.ts'

const ASK_EVERY_MS = 50
const ELECTION_LIMIT_MS = 60_000
/** Long enough for the load to come back under the new leaders before the next change. */
const UNDER_NEW_LEADERS_MS = 1_500

/** One leader's death, by the wall clock. */
export interface LeaderDeath {
  /** When brokers told of another leader for all that it had led. */
  readonly electedAtMs: number
  readonly partitions: readonly number[]
}

/**
 * Kills the leader of partition 0 with signal 9 again and again, at least once and for so long; each time only once others lead what
 * it led it is started again, and the next one dies when the replicas are in sync.
 */
export async function leaderDeaths(
  { nodes }: ApacheKafka,
  watch: TopicWatch,
  durationMs: number,
  note: (line: string) => void,
): Promise<readonly LeaderDeath[]> {
  const untilMs = performance.now() + durationMs
  const deaths: LeaderDeath[] = []
  do {
    const leaders = await watch.leaders()
    const nodeId = leaders.get(0)
    const node = nodes.find((candidate) => candidate.nodeId === nodeId)
    if (node === undefined) throw new Error(`Node ${nodeId}, which leads partition 0, is not ours`)
    const partitions = [...leaders].flatMap(([id, leader]) => (leader === nodeId ? [id] : []))
    note(`kill -9 of node ${nodeId}, leader of ${partitions.length} partitions`)
    await node.kill()
    await elected(watch, node.nodeId, partitions)
    deaths.push({ electedAtMs: Date.now(), partitions })
    await sleep(UNDER_NEW_LEADERS_MS)
    await node.start()
    await caughtUp(watch)
  } while (performance.now() < untilMs)
  return deaths
}

async function elected(
  watch: TopicWatch,
  deadNodeId: number,
  partitions: readonly number[],
): Promise<void> {
  const untilMs = performance.now() + ELECTION_LIMIT_MS
  for (;;) {
    const leaders = await watch.leaders().catch(() => new Map<number, number>())
    const isLed = (id: number): boolean => {
      const leader = leaders.get(id) ?? -1
      return leader >= 0 && leader !== deadNodeId
    }
    if (partitions.every(isLed)) return
    if (performance.now() > untilMs) throw new Error('Nobody else was elected within 60 s')
    await sleep(ASK_EVERY_MS)
  }
}
