import type { Writable } from 'node:stream'
import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import type { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import type { NetworkEvents } from '../diagnostics/network-events.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { IdentityAcquirer } from '../idempotence/identity-acquirer.ts'
import { createTopics, type NewTopic } from '../metadata/create-topics.ts'
import type { MetadataRefresher } from '../metadata/metadata-refresher.ts'
import type { MetricsSnapshot } from '../metrics/producer-metrics.ts'
import { readMetrics } from '../metrics/read-metrics.ts'
import type { BrokerPool } from '../network/broker-pool.ts'
import type { DeliveryCallback } from '../record/delivery-callback.ts'
import type { ProducerRecord } from '../record/producer-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import { closedBatchError } from '../sender/batch-errors.ts'
import type { BatchSettlement } from '../sender/batch-settlement.ts'
import { MAX_SETTLED_IN_TURN } from '../sender/max-settled-in-turn.ts'
import type { Sender } from '../sender/sender.ts'
import type { TopicDefinition } from '../serialization/topic-definition.ts'
import type { Clock } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import type { BoundedCalls } from './bounded-calls.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import type { Flusher } from './flusher.ts'
import type {
  AnyTopicSender,
  PartitionInfo,
  Producer,
  SenderDefaults,
  SendOptions,
  SettledRecord,
  TopicProducer,
} from './producer.ts'
import type { Readiness } from './readiness.ts'
import type { RecordAdmission } from './record-admission.ts'
import type { RecordIntake } from './record-intake.ts'
import { closedError, notSupportedYet } from './refusals.ts'
import type { SenderView } from './sender-view.ts'
import type { TopicDirectory } from './topic-directory.ts'
import type { WaitOptions } from './wait-options.ts'
import type { WaitingRecords } from './waiting-records.ts'
import type { AnyTopicWritableOptions } from './writable-options.ts'

/** What `createProducer` wires together. */
export interface ProducerParts {
  readonly view: SenderView
  readonly intake: RecordIntake
  readonly waitingRecords: WaitingRecords
  readonly directory: TopicDirectory
  readonly admission: RecordAdmission
  readonly readiness: Readiness
  readonly calls: BoundedCalls
  readonly flusher: Flusher
  readonly sender: Sender
  readonly settlement: BatchSettlement
  readonly reporter: DeliveryReporter
  readonly identityAcquirer: IdentityAcquirer
  readonly refresher: MetadataRefresher
  readonly pool: BrokerPool
  readonly budget: MemoryBudget
  readonly events: DeliveryEvents
  readonly networkEvents: NetworkEvents
  readonly clock: Clock
  readonly hold: ProcessHold
  readonly maxBlockMs: number
}

const DEFAULT_CLOSE_TIMEOUT_MS = 30_000

/** The producer: it hands each call to the part whose job it is, and knows the order in which they end. */
export class KafkaProducer implements Producer {
  readonly #parts: ProducerParts
  #closing: Promise<void> | null = null

  constructor(parts: ProducerParts) {
    this.#parts = parts
  }

  send(record: ProducerRecord, options?: SendOptions): Promise<RecordMetadata> {
    return this.#parts.view.send(record, options)
  }

  sendBatch(
    records: Iterable<ProducerRecord>,
    options?: SendOptions,
  ): Promise<readonly SettledRecord[]> {
    return this.#parts.view.sendBatch(records, options)
  }

  trySend(record: ProducerRecord, callback?: DeliveryCallback): boolean {
    return this.#parts.view.trySend(record, callback)
  }

  ready(options?: WaitOptions): Promise<void> {
    return this.#whileOpen(() => this.#parts.view.ready(options))
  }

  topic<Key, Value>(definition: TopicDefinition<Key, Value>): TopicProducer<Key, Value> {
    return this.#parts.view.topic(definition)
  }

  with(defaults: SenderDefaults): AnyTopicSender {
    return this.#parts.view.with(defaults)
  }

  connect(options: WaitOptions = {}): Promise<void> {
    const { pool, calls } = this.#parts
    const dial = () => pool.anyConnection()
    return this.#whileOpen(() => calls.run('connect', dial, options)).then(ignore)
  }

  flush(options: WaitOptions = {}): Promise<void> {
    return this.#parts.flusher.flush(options)
  }

  close(options: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    try {
      checkWaitOptions(options, ['timeoutMs'])
    } catch (error) {
      return Promise.reject(error as ProducerError)
    }
    this.#closing ??= this.#close(options.timeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS)
    return this.#closing
  }

  partitionsFor(name: string, options: WaitOptions = {}): Promise<readonly PartitionInfo[]> {
    return this.#whileOpen(async () => {
      const { directory, readiness } = this.#parts
      const topic = directory.topic(name)
      await readiness.wait({ topics: [topic], preparation: null, needsRoom: false }, options)
      const { queues, partitionCount } = topic.queues
      return queues.slice(0, partitionCount).map(({ partition, broker }) => ({
        partition,
        leaderId: broker?.nodeId ?? -1,
      }))
    })
  }

  ensureTopics(topics: readonly NewTopic[], options: WaitOptions = {}): Promise<void> {
    return this.#whileOpen(() => {
      checkWaitOptions(options)
      const { pool, calls, clock, maxBlockMs } = this.#parts
      const deadlineMs = clock.now() + (options.timeoutMs ?? maxBlockMs)
      const create = () => createTopics({ pool, clock, deadlineMs }, topics)
      return calls.run('ensureTopics', create, options)
    })
  }

  transaction(): Promise<never> {
    return Promise.reject(notSupportedYet('transaction'))
  }

  writable(options?: AnyTopicWritableOptions): Writable {
    return this.#parts.view.writable(options)
  }

  metrics(): MetricsSnapshot {
    const { events, networkEvents, directory, budget, admission, pool, refresher, clock } =
      this.#parts
    const nowMs = clock.now()
    const gauges = {
      bufferTotalBytes: budget.bufferMemoryBytes,
      bufferAvailableBytes: Math.max(0, budget.bufferMemoryBytes - budget.bufferedBytes),
      waitingForRoom: admission.waitingForRoom,
      requestsInFlight: pool.requestsInFlight,
      metadataAgeMs: nowMs - refresher.refreshedAtMs,
    }
    const topics = Array.from(
      directory.topics,
      ({ name, queues }) => [name, queues.meters] as const,
    )
    return readMetrics(events.meters, networkEvents.meters, topics, gauges, nowMs)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(timeoutMs: number): Promise<void> {
    const { intake, readiness, calls, flusher, hold } = this.#parts
    intake.close()
    readiness.close()
    calls.close()
    hold.acquire()
    // A flush that fails has run out of time; what is left is failed below, each with its own word on whether it is stored.
    await flusher.flush({ timeoutMs }).catch(ignore)
    await this.#failRest()
    const { sender, identityAcquirer, refresher, pool, reporter } = this.#parts
    await reporter.reported()
    sender.schedule.close()
    identityAcquirer.close()
    refresher.close()
    await pool.close()
    hold.release()
  }

  async #failRest(): Promise<void> {
    const { waitingRecords, settlement, clock } = this.#parts
    const failSome = (): number =>
      waitingRecords.failAll(closedError, MAX_SETTLED_IN_TURN) +
      settlement.failAll(closedBatchError, clock.now(), MAX_SETTLED_IN_TURN)
    while (failSome() > 0) await new Promise<void>((resolve) => clock.scheduleTurn(resolve))
  }

  #whileOpen<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closing !== null) return Promise.reject(closedError())
    try {
      return work()
    } catch (error) {
      return Promise.reject(error as ProducerError)
    }
  }
}

function ignore(): void {}
