import { DeliveryLedger, type LedgerEntry, type VerifyOptions } from '@headwater/testing'
import type { Producer } from '../../src/producer/producer.ts'
import type { RecordMetadata } from '../../src/record/record-metadata.ts'
import { passTime } from '../pass-time.ts'
import type { VirtualCluster } from '../virtual-cluster.ts'

/** What a load's records have in common; their values are numbers in the order of sending, unless they are to be large. */
export interface LoadRecord {
  readonly topic?: string
  readonly partition?: number
  readonly key?: string
  readonly valueBytes?: number
}

/** The producer's default. Virtual time grants nothing beyond it. */
const DEFAULT_DELIVERY_TIMEOUT_MS = 120_000

/** Records that a producer is given, and the ledger of what it said became of them, for the judge. */
export class JudgedLoad {
  readonly #cluster: VirtualCluster
  readonly #producer: Producer
  readonly #ledger: DeliveryLedger
  readonly #settled: Promise<void>[] = []

  /** @param withinMs How long each record may take to settle: the producer's `deliveryTimeoutMs`. */
  constructor(cluster: VirtualCluster, producer: Producer, withinMs = DEFAULT_DELIVERY_TIMEOUT_MS) {
    this.#cluster = cluster
    this.#producer = producer
    this.#ledger = new DeliveryLedger({ now: () => cluster.clock.now(), withinMs })
  }

  /** Every record so far, in the order of sending, with how and when it settled. */
  get entries(): readonly LedgerEntry[] {
    return this.#ledger.entries
  }

  /** How many records were acknowledged, and how many rejected; the rest has not settled. */
  get counts(): { readonly acknowledged: number; readonly rejected: number } {
    const kinds = this.entries.map(({ settlement }) => settlement?.kind)
    return {
      acknowledged: kinds.filter((kind) => kind === 'acknowledged').length,
      rejected: kinds.filter((kind) => kind === 'rejected').length,
    }
  }

  send({ topic = 't', valueBytes = 0, ...rest }: LoadRecord = {}): Promise<RecordMetadata> {
    const record = { topic, ...rest, value: String(this.entries.length).padEnd(valueBytes, '.') }
    const entry = this.#ledger.sent(record)
    const sent = this.#producer.send(record)
    this.#settled.push(entry.follow(sent))
    return sent
  }

  /** Sends so many at once; what becomes of them is in {@link JudgedLoad.entries}. */
  burst(count: number, record?: LoadRecord): void {
    for (let index = 0; index < count; index++) this.send(record).catch(() => undefined)
  }

  /** Sends one every `everyMs` milliseconds for `durationMs` of virtual time. */
  async steady(everyMs: number, durationMs: number, record?: LoadRecord): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += everyMs) {
      this.burst(1, record)
      await passTime(this.#cluster, everyMs)
    }
  }

  /** Moves time until everything that was sent has settled. */
  async settle(): Promise<void> {
    await this.#cluster.until(Promise.all(this.#settled.splice(0)))
  }

  /** @throws {VerificationError} when the cluster does not hold what the ledger says, or saw what no correct client does. */
  verify(options?: VerifyOptions): void {
    this.#cluster.kafka.verify(this.#ledger, { maxInFlightRequests: 5, ...options })
  }
}
