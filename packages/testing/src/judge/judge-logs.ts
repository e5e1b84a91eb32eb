import type { StoredBatch } from '../cluster/partition-log.ts'
import { cameBeyondRecall, type Evidence } from './came-beyond-recall.ts'
import type { DeliveryLedger } from './delivery-ledger.ts'
import type { Finding } from './finding.ts'
import type { DeliveryFinding } from './judge-deliveries.ts'
import type { JudgedLog, StoredCopy, StoredRecords } from './stored-records.ts'

const SEQUENCE_COUNT = 2 ** 31

/** Reads every log once from its start: order (O4), and in the ledger's topics records that nobody sent (O5). */
export function judgeOrder(
  ledger: DeliveryLedger,
  stored: StoredRecords,
  evidence: Evidence,
): DeliveryFinding[] {
  const findings: DeliveryFinding[] = []
  const topics = new Set(ledger.entries.map(({ topic }) => topic))
  const last = new Map<string, { readonly number: number; readonly copy: StoredCopy }>()
  for (const copy of stored.all) {
    const { log, record, identity } = copy
    const { offset } = record
    const where = `${log.topic}-${log.partition} offset ${offset}`
    const entry = ledger.entry(identity)
    if (entry === undefined) {
      if (!topics.has(log.topic)) continue
      const what = `${where} holds a record that nobody sent: ${identity.slice(0, 100)}`
      findings.push({ rule: 'O5', what, entry })
      continue
    }
    if (!ledger.guarantees.ordered) continue
    const { number, session } = entry
    const lane = `${log.topicId} ${log.partition} ${session}`
    const before = last.get(lane)
    if (before !== undefined && before.number >= number) {
      // What comes behind it is held against the newer one all the same.
      if (cameBeyondRecall(entry, copy, before.copy, evidence)) continue
      const what = `record ${number} stands in ${where}, behind record ${before.number} at ${before.copy.record.offset}`
      findings.push({ rule: 'O4', what, entry })
    }
    last.set(lane, { number, copy })
  }
  return findings
}

/** Sequences and epochs of what survived in each log: no gap, and no way back. */
export function judgeSequences(
  logs: readonly JudgedLog[],
  firstSequence: number | 'any' = 0,
): Finding[] {
  return logs.flatMap((log) => sequencesOf(log, firstSequence))
}

function sequencesOf(log: JudgedLog, firstSequence: number | 'any'): Finding[] {
  const findings: Finding[] = []
  const producers = new Map<bigint, { readonly epoch: number; readonly next: number }>()
  for (const { header, baseOffset } of log.batches) {
    const { producerId, producerEpoch, baseSequence, recordCount } = header
    if (producerId < 0n) continue
    const known = producers.get(producerId)
    const who = `producer ${producerId} epoch ${producerEpoch}`
    const where = `${log.topic}-${log.partition} offset ${baseOffset}`
    if (known !== undefined && producerEpoch < known.epoch) {
      const what = `${who} stands in ${where}, behind its epoch ${known.epoch}`
      findings.push({ rule: 'EPOCH_REGRESSION', what, history: [] })
    }
    const expected = expectedSequence(log, header, known, firstSequence)
    if (expected !== undefined && baseSequence !== expected) {
      const what = `${who} has sequence ${baseSequence} in ${where}, where ${expected} comes next`
      findings.push({ rule: 'SEQUENCE_GAP', what, history: [] })
    }
    const next = (baseSequence + recordCount) % SEQUENCE_COUNT
    producers.set(producerId, { epoch: producerEpoch, next })
  }
  return findings
}

/** Undefined where nobody can say: what came before was taken by retention. */
function expectedSequence(
  log: JudgedLog,
  { producerEpoch }: StoredBatch['header'],
  known: { readonly epoch: number; readonly next: number } | undefined,
  firstSequence: number | 'any',
): number | undefined {
  if (known?.epoch === producerEpoch) return known.next
  if (known === undefined && (log.startOffset > 0 || firstSequence === 'any')) return undefined
  // A later epoch begins at 0, also where the one before left nothing.
  return known === undefined && producerEpoch === 0 && firstSequence !== 'any' ? firstSequence : 0
}
