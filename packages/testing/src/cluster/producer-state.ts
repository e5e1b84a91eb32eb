import { BrokerRefusal } from './broker-refusal.ts'
import type { RecordBatchHeader } from './record-batch-header.ts'

/** How many of a producer's last batches are remembered per partition; a producer keeps at most as many in flight. */
export const REMEMBERED_BATCHES = 5
/** How many producer ids one partition remembers; past it, the one that has been quiet for longest is forgotten. */
export const MAX_PRODUCERS_PER_PARTITION = 10_000

const NO_PRODUCER_ID = -1n
const SEQUENCE_COUNT = 2 ** 31
// Of a batch that never was.
const UNKNOWN_OFFSET = -1
const NO_TIMESTAMP = -1
const NO_CRC = -1

/** A batch of an idempotent producer that was appended, as far as duplicates need it. */
export interface RememberedBatch {
  readonly firstSequence: number
  readonly lastSequence: number
  readonly baseOffset: number
  readonly timestamp: number
  /** Of the bytes as they came, so that a reused sequence with other bytes is noticed. */
  readonly crc: number
}

interface ProducerEntry {
  epoch: number
  readonly batches: RememberedBatch[]
}

/**
 * The idempotent producers that one partition has seen: the window of last batches, and the rules of epochs and
 * sequences (KIP-98, KIP-360).
 */
export class ProducerStates {
  // Least recently appended first: entries are put back at the end on every append.
  readonly #producers = new Map<bigint, ProducerEntry>()

  /** The remembered batch that this one repeats, if any. */
  findDuplicate(header: RecordBatchHeader): RememberedBatch | undefined {
    const entry = this.#producers.get(header.producerId)
    if (entry === undefined || entry.epoch !== header.producerEpoch) return undefined
    const lastSequence = lastSequenceOf(header)
    return entry.batches.find(
      (batch) => batch.firstSequence === header.baseSequence && batch.lastSequence === lastSequence,
    )
  }

  /**
   * Decides whether a batch that is no duplicate comes next. A producer that this partition does not know may begin at
   * any sequence, because retention may have dropped what came before.
   *
   * @throws {BrokerRefusal} `INVALID_PRODUCER_EPOCH` for an older epoch, `OUT_OF_ORDER_SEQUENCE_NUMBER` for a gap, a
   *   repetition older than the window, or a new epoch that does not begin at 0.
   */
  requireNext(header: RecordBatchHeader): void {
    const entry = this.#producers.get(header.producerId)
    if (entry === undefined) return
    const who = `producer ${header.producerId} epoch ${header.producerEpoch}`
    if (header.producerEpoch < entry.epoch) {
      throw new BrokerRefusal('INVALID_PRODUCER_EPOCH', `${who}: the last epoch is ${entry.epoch}`)
    }
    const expected = header.producerEpoch === entry.epoch ? nextSequence(entry) : 0
    if (header.baseSequence !== expected) {
      const message = `${who}: sequence ${header.baseSequence} where ${expected} comes next`
      throw new BrokerRefusal('OUT_OF_ORDER_SEQUENCE_NUMBER', message)
    }
  }

  /** Remembers a batch that was appended. Batches without a producer id are not remembered. */
  remember(
    header: RecordBatchHeader,
    { baseOffset, timestamp }: Pick<RememberedBatch, 'baseOffset' | 'timestamp'>,
  ): void {
    if (header.producerId === NO_PRODUCER_ID) return
    const entry = this.#producers.get(header.producerId) ?? {
      epoch: header.producerEpoch,
      batches: [],
    }
    if (entry.epoch !== header.producerEpoch) {
      entry.epoch = header.producerEpoch
      entry.batches.length = 0
    }
    if (entry.batches.length === REMEMBERED_BATCHES) entry.batches.shift()
    entry.batches.push({
      firstSequence: header.baseSequence,
      lastSequence: lastSequenceOf(header),
      baseOffset,
      timestamp,
      crc: header.crc,
    })
    this.#producers.delete(header.producerId)
    this.#producers.set(header.producerId, entry)
    if (this.#producers.size > MAX_PRODUCERS_PER_PARTITION) this.#forgetQuietest()
  }

  forget(producerId: bigint): void {
    this.#producers.delete(producerId)
  }

  /** Forgets the producers that appended something at or behind `offset`, and says which. */
  forgetFrom(offset: number): ReadonlySet<bigint> {
    const forgotten = new Set<bigint>()
    for (const [producerId, { batches }] of this.#producers) {
      if ((batches.at(-1)?.baseOffset ?? -1) >= offset) forgotten.add(producerId)
    }
    for (const producerId of forgotten) this.#producers.delete(producerId)
    return forgotten
  }

  /** Remembers a producer as if the batch before `nextSequence` had been its last one. */
  seed(producerId: bigint, epoch: number, nextSequence: number): void {
    const lastSequence = (nextSequence + SEQUENCE_COUNT - 1) % SEQUENCE_COUNT
    const before = { baseOffset: UNKNOWN_OFFSET, timestamp: NO_TIMESTAMP, crc: NO_CRC }
    const batch = { ...before, firstSequence: lastSequence, lastSequence }
    this.#producers.set(producerId, { epoch, batches: [batch] })
  }

  #forgetQuietest(): void {
    for (const producerId of this.#producers.keys()) {
      this.#producers.delete(producerId)
      return
    }
  }
}

/** Sequences run from 0 to 2^31 − 1 and begin again at 0. */
function lastSequenceOf(header: RecordBatchHeader): number {
  return (header.baseSequence + header.lastOffsetDelta) % SEQUENCE_COUNT
}

function nextSequence(entry: ProducerEntry): number {
  const last = entry.batches.at(-1)
  return last === undefined ? 0 : (last.lastSequence + 1) % SEQUENCE_COUNT
}
