import { decodeBatch } from '../cluster/decode-batch.ts'
import type { ProduceAttempt } from '../cluster/produce-journal.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { identityOf, storedContent } from './record-content.ts'
import type { StoredRecords } from './stored-records.ts'

interface Carried {
  readonly attempt: ProduceAttempt
  /** The record's place in the batch, from 0. */
  readonly position: number
}

interface Event {
  readonly time: number
  readonly text: string
}

/** Tells the lives of records: when they were sent, which requests carried them, where they stand, how they settled. */
export class RecordHistories {
  readonly #attempts: readonly ProduceAttempt[]
  readonly #stored: StoredRecords
  // Made with the first history: reading every batch costs as much as judging does.
  #carried: Map<string, Carried[]> | undefined

  constructor(attempts: readonly ProduceAttempt[], stored: StoredRecords) {
    this.#attempts = attempts
    this.#stored = stored
  }

  /** A line per event, in the order of time; where it stands now comes last. */
  of(entry: LedgerEntry): readonly string[] {
    const identity = identityOf(entry.content)
    this.#carried ??= carriedBy(this.#attempts)
    const carried = this.#carried.get(identity) ?? []
    const events = [sending(entry), ...carried.map(carrying), ...settling(entry)]
    const copies = this.#stored.copies(identity)
    return [
      ...events.sort((one, other) => one.time - other.time).map(lineOf),
      ...copies.map(({ log, record }) => {
        const deleted = log.deleted ? ', which was deleted since' : ''
        return `stands in ${log.topic}-${log.partition} at offset ${record.offset}${deleted}`
      }),
      ...(copies.length === 0 ? ['stands nowhere'] : []),
    ]
  }
}

function carriedBy(attempts: readonly ProduceAttempt[]): Map<string, Carried[]> {
  const carried = new Map<string, Carried[]>()
  for (const attempt of attempts) {
    const { bytes, header } = attempt
    for (const [position, record] of recordsOf(bytes, header).entries()) {
      const identity = identityOf(storedContent(record))
      const known = carried.get(identity)
      if (known === undefined) carried.set(identity, [{ attempt, position }])
      else known.push({ attempt, position })
    }
  }
  return carried
}

/** Nothing for a batch that the broker could not read either. */
function recordsOf(bytes: Buffer, header: ProduceAttempt['header']) {
  try {
    return decodeBatch({ bytes, header, baseOffset: 0 })
  } catch {
    return []
  }
}

function sending({ number, session, topic, partition, sentAt }: LedgerEntry): Event {
  const by = session === '' ? '' : ` by ${session}`
  const to = partition === undefined ? topic : `${topic}-${partition}`
  return { time: sentAt, text: `sent to ${to}${by} as record ${number}` }
}

function carrying({ attempt, position }: Carried): Event {
  const { header, topic, partition, node, connection, verdict, baseOffset, fault } = attempt
  const { producerId, producerEpoch, baseSequence } = header
  const stamp = `producer ${producerId} epoch ${producerEpoch} sequence ${baseSequence}+${position}`
  const verdictText = baseOffset < 0 ? verdict : `${verdict} at offset ${baseOffset + position}`
  const faultText = fault === undefined ? '' : `, fault ${fault}`
  const to = `${topic}-${partition} on node ${node}, connection ${connection}`
  return { time: attempt.time, text: `came to ${to}, ${stamp}: ${verdictText}${faultText}` }
}

function settling({ settlement, settledAt, settlements }: LedgerEntry): Event[] {
  if (settlement === undefined) return []
  const times = settlements === 1 ? '' : `, the first of ${settlements} times`
  const how =
    settlement.kind === 'acknowledged'
      ? `acknowledged in partition ${settlement.partition} at offset ${settlement.offset}`
      : `rejected (${settlement.persisted}): ${settlement.reason}`
  return [{ time: settledAt, text: `settled${times}: ${how}` }]
}

function lineOf({ time, text }: Event): string {
  return `${time.toFixed(1)} ms: ${text}`
}
