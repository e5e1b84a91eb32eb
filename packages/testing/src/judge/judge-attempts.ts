import type { ProduceAttempt } from '../cluster/produce-journal.ts'
import type { Finding } from './finding.ts'

const SEQUENCE_COUNT = 2 ** 31
/** Answers may be lost on their way, so one hint that was not followed proves nothing. */
const HINTS_UNTIL_IGNORED = 3

/** Sequences that were appended and came again as something else, whether or not the broker noticed. */
export function judgeReuse(attempts: readonly ProduceAttempt[]): Finding[] {
  const findings: Finding[] = []
  const appended = new Map<string, ProduceAttempt[]>()
  for (const attempt of attempts) {
    const { header, topicId, partition } = attempt
    if (header.producerId < 0n || topicId === '') continue
    const lane = `${topicId} ${partition} ${header.producerId} ${header.producerEpoch}`
    const before = appended.get(lane) ?? []
    const conflict = before.find((earlier) => overlaps(earlier, attempt) && !same(earlier, attempt))
    if (conflict !== undefined) {
      const who = `producer ${header.producerId} epoch ${header.producerEpoch}`
      const range = `${rangeOf(attempt)} of ${attempt.topic}-${partition}`
      const what = `${who} sent other bytes under the sequences ${range} at ${attempt.time} ms than at ${conflict.time} ms, when ${rangeOf(conflict)} were appended`
      findings.push({ rule: 'SEQUENCE_REUSED', what, history: [] })
    }
    if (attempt.verdict === 'appended') appended.set(lane, [...before.slice(-50), attempt])
  }
  return findings
}

/** Batches that went on to a broker which had named another leader `toleranceMs` before, several times. */
export function judgeHints(attempts: readonly ProduceAttempt[], toleranceMs: number): Finding[] {
  const findings: Finding[] = []
  const hints = new Map<string, ProduceAttempt[]>()
  for (const attempt of attempts) {
    if (attempt.hintedLeader < 0 || attempt.fault !== undefined) continue
    // A broker with stale metadata may name itself.
    if (attempt.hintedLeader === attempt.node) continue
    const { clientId, topicId, topic, partition, leaderEpoch, node, time } = attempt
    const lane = `${clientId} ${topicId} ${partition} ${leaderEpoch}`
    const before = hints.get(lane) ?? []
    const old = before.filter((hint) => time - hint.time > toleranceMs)
    if (old.length >= HINTS_UNTIL_IGNORED) {
      const what = `${clientId} sent ${topic}-${partition} to node ${node} at ${time} ms, and was told of node ${attempt.hintedLeader} ${old.length} times before`
      findings.push({ rule: 'HINT_IGNORED', what, history: [] })
    }
    hints.set(lane, [...before, attempt])
  }
  return findings
}

function overlaps(one: ProduceAttempt, other: ProduceAttempt): boolean {
  const distance = (from: number, to: number): number =>
    (to - from + SEQUENCE_COUNT) % SEQUENCE_COUNT
  const { baseSequence: first, recordCount: firstCount } = one.header
  const { baseSequence: second, recordCount: secondCount } = other.header
  return distance(first, second) < firstCount || distance(second, first) < secondCount
}

function same(one: ProduceAttempt, other: ProduceAttempt): boolean {
  const { baseSequence, recordCount, crc } = one.header
  const { header } = other
  return (
    baseSequence === header.baseSequence && recordCount === header.recordCount && crc === header.crc
  )
}

function rangeOf({ header: { baseSequence, recordCount } }: ProduceAttempt): string {
  return `${baseSequence} to ${(baseSequence + recordCount - 1) % SEQUENCE_COUNT}`
}
