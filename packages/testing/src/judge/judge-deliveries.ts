import type { DeliveryLedger } from './delivery-ledger.ts'
import type { FindingRule } from './finding.ts'
import type { LedgerEntry, Settlement } from './ledger-entry.ts'
import { identityOf } from './record-content.ts'
import type { StoredCopy, StoredRecords } from './stored-records.ts'

/** A finding about a record, before its history is told. */
export interface DeliveryFinding {
  readonly rule: FindingRule
  readonly what: string
  /** Undefined for a record that nobody sent. */
  readonly entry: LedgerEntry | undefined
}

type Complain = (rule: FindingRule, what: string) => void

/** Holds what is stored against what a client said, record by record: O1 to O3, O5 and O6. */
export function judgeDeliveries(ledger: DeliveryLedger, stored: StoredRecords): DeliveryFinding[] {
  const findings: DeliveryFinding[] = []
  for (const entry of ledger.entries) {
    const complain: Complain = (rule, what) =>
      findings.push({ rule, what: `record ${entry.number} ${what}`, entry })
    const copies = stored.copies(identityOf(entry.content))
    judgeSettlement(entry, complain)
    for (const copy of copies) judgeContent(entry, copy, complain)
    judgeCopies(entry, copies, { ledger, stored, complain })
  }
  return findings
}

function judgeSettlement(entry: LedgerEntry, complain: Complain): void {
  const { settlement, settlements, settledAt, settleBy } = entry
  if (settlement === undefined) return complain('O6', 'never settled')
  if (settlements > 1) complain('O6', `settled ${settlements} times`)
  const lateMs = settledAt - settleBy
  if (lateMs > 0) complain('O6', `settled ${lateMs.toFixed(1)} ms late`)
  if (settlement.kind === 'rejected' && settlement.persisted === undefined) {
    complain('O6', `failed without saying whether it is stored: ${settlement.reason}`)
  }
}

function judgeContent(entry: LedgerEntry, copy: StoredCopy, complain: Complain): void {
  const where = placeOf(copy)
  if (copy.log.topic !== entry.topic) complain('O5', `was sent to ${entry.topic}, is in ${where}`)
  if (entry.partition !== undefined && entry.partition !== copy.log.partition) {
    complain('O5', `was sent to partition ${entry.partition}, is in ${where}`)
  }
  if (copy.content.key !== entry.content.key) complain('O5', `has another key in ${where}`)
  if (copy.content.value !== entry.content.value) complain('O5', `has another value in ${where}`)
  if (copy.content.headers !== entry.content.headers)
    complain('O5', `has other headers in ${where}`)
  if (entry.timestamp !== undefined && entry.timestamp !== copy.record.timestamp) {
    const { timestamp } = copy.record
    complain('O5', `was sent with timestamp ${entry.timestamp}, has ${timestamp} in ${where}`)
  }
}

interface Judging {
  readonly ledger: DeliveryLedger
  readonly stored: StoredRecords
  readonly complain: Complain
}

function judgeCopies(entry: LedgerEntry, copies: readonly StoredCopy[], judging: Judging): void {
  const { ledger, complain } = judging
  const { settlement } = entry
  if (settlement === undefined) return
  const places = copies.map(placeOf).join(', ')
  if (settlement.kind === 'acknowledged') {
    judgeAcknowledged(entry, settlement, copies, judging)
  } else if (settlement.persisted === 'no') {
    if (copies.length > 0) complain('O2', `failed as not stored, and stands in ${places}`)
  } else if (copies.length > 1 && ledger.guarantees.unique) {
    complain('O3', `failed as possibly stored, and is stored ${copies.length} times: ${places}`)
  }
}

function judgeAcknowledged(
  entry: LedgerEntry,
  { partition, offset, timestamp }: Settlement & { kind: 'acknowledged' },
  copies: readonly StoredCopy[],
  { ledger, stored, complain }: Judging,
): void {
  const { durable, unique } = ledger.guarantees
  const place = `${entry.topic}-${partition}${offset < 0 ? '' : ` offset ${offset}`}`
  const gone = isGone(entry, { partition, offset }, copies, stored)
  if (copies.length === 0 && gone) return
  const count = copies.length
  const places = copies.map(placeOf).join(', ')
  if (count === 0 && durable) complain('O1', `was acknowledged in ${place}, and is not stored`)
  if (count > 1 && unique) {
    complain('O1', `was acknowledged in ${place}, and is stored ${count} times: ${places}`)
  }
  if (count === 0) return
  const told = copies.filter(
    ({ log, record }) => log.partition === partition && (offset < 0 || record.offset === offset),
  )
  // A topic that was made anew may have it at the same offset as the one before.
  const there = told.find(({ record }) => record.timestamp === timestamp) ?? told[0]
  if (there === undefined) {
    // Who may store twice may have stored another copy in a topic that was there before.
    if (durable && (unique || !gone))
      complain('O1', `was acknowledged in ${place}, and stands in ${places}`)
    // Who was not told the offset was not told the broker's time either.
  } else if (offset >= 0 && timestamp >= 0 && timestamp !== there.record.timestamp) {
    const stands = `${there.record.timestamp} in ${placeOf(there)}`
    complain('O5', `was acknowledged with timestamp ${timestamp}, and has ${stands}`)
  }
}

/**
 * Whether the place that was told is below the start of a log: retention or a deletion of records took it since. Not of one that has
 * the record at another place.
 */
function isGone(
  { topic }: LedgerEntry,
  { partition, offset }: { readonly partition: number; readonly offset: number },
  copies: readonly StoredCopy[],
  stored: StoredRecords,
): boolean {
  if (stored.forgotten) return true
  return stored.logs.some(
    (log) =>
      log.topic === topic &&
      log.partition === partition &&
      (offset < 0 ? log.startOffset > 0 : offset < log.startOffset) &&
      copies.every((copy) => copy.log !== log),
  )
}

function placeOf({ log, record }: StoredCopy): string {
  const deleted = log.deleted ? ' (deleted since)' : ''
  return `${log.topic}-${log.partition} offset ${record.offset}${deleted}`
}
