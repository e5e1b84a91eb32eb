import { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import { MemoryBudget } from '../accumulator/memory-budget.ts'
import { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import { limitedLogger } from '../diagnostics/limited-logger.ts'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import { IdentityAcquirer } from '../idempotence/identity-acquirer.ts'
import { initProducerId } from '../idempotence/init-producer-id.ts'
import { ProducerIdentities } from '../idempotence/producer-identities.ts'
import type { LeaderNews } from '../metadata/leader-news.ts'
import { MetadataRefresher } from '../metadata/metadata-refresher.ts'
import { BrokerPool, type BrokerPoolListener } from '../network/broker-pool.ts'
import { createNodeSocketFactory } from '../network/node-socket-factory.ts'
import { createSystemResolver } from '../network/system-resolver.ts'
import { guardedRetryPolicy } from '../retry/guarded-retry-policy.ts'
import { BatchSettlement } from '../sender/batch-settlement.ts'
import { Sender } from '../sender/sender.ts'
import { ProcessHold } from '../time/process-hold.ts'
import { AbortListeners } from './abort-listeners.ts'
import { BoundedCalls } from './bounded-calls.ts'
import type { Rejectable } from './bounded-wait.ts'
import { Flusher } from './flusher.ts'
import { KafkaProducer } from './kafka-producer.ts'
import { KeylessChoice } from './keyless-choice.ts'
import { PartitionChoice } from './partition-choice.ts'
import type { Producer } from './producer.ts'
import {
  type ProducerOptions,
  type ResolvedProducerOptions,
  resolveProducerOptions,
} from './producer-options.ts'
import { Readiness } from './readiness.ts'
import { RecordAdmission } from './record-admission.ts'
import { RecordAppender } from './record-appender.ts'
import { RecordIntake } from './record-intake.ts'
import { RecordSerialization } from './record-serialization.ts'
import { abortedError } from './refusals.ts'
import { SenderView } from './sender-view.ts'
import { SerializerPreparations } from './serializer-preparations.ts'
import { TopicDirectory } from './topic-directory.ts'
import type { TopicState } from './topic-state.ts'
import { UnpreparedRecords } from './unprepared-records.ts'
import { WaitingRecords } from './waiting-records.ts'

/**
 * Makes a producer. Nothing is dialled before its first use, so it can be made where a program is put together.
 *
 * @throws {ProducerError} `INVALID_OPTION` that names the option and its value; `CODEC_MISSING` that names the package to
 *   install; or `NOT_SUPPORTED_YET`
 * @public
 */
export function createProducer(given: ProducerOptions): Producer {
  const options = resolveProducerOptions(given)
  // The halves need each other: what goes out asks for leaders, what comes in learns who they are.
  const delivery = wireDelivery(options, layFoundation(options), {
    refresh: () => intake.refresher.refresh(),
    follow: (hints) => intake.refresher.follow(hints),
    doubtTopicId: (topicName) => intake.refresher.doubtTopicId(topicName),
    doubtTopicIds: () => intake.refresher.doubtTopicIds(),
    confirmTopicId: (topicName, topicId) => intake.refresher.confirmTopicId(topicName, topicId),
  })
  const intake = wireIntake(options, delivery)
  const { clock, maxBlockMs } = options
  return new KafkaProducer({ ...delivery, ...intake, clock, maxBlockMs })
}

type Foundation = ReturnType<typeof layFoundation>

/** What both halves rest on: whom they tell what happens, and what they count and decide by. */
function layFoundation(options: ResolvedProducerOptions) {
  const { clientId, clock, onError = null, onDelivery = null } = options
  const logger = limitedLogger(options.logger, clock)
  const events = new DeliveryEvents(clientId, clock, logger)
  const reporter = new DeliveryReporter(onError, onDelivery, clock, logger, events)
  const hold = new ProcessHold(clock)
  const abortListeners = new AbortListeners<Rejectable>((waits, signal) => {
    const error = abortedError(undefined, signal)
    for (const wait of waits) wait.reject(error)
  })
  return {
    logger,
    events,
    networkEvents: new NetworkEvents(clientId),
    reporter,
    hold,
    abortListeners,
    calls: new BoundedCalls({ clock, hold, abortListeners }),
    budget: new MemoryBudget(options.bufferMemoryBytes, options.maxWaitingBytes),
    retryPolicy: guardedRetryPolicy(options.retryPolicy, logger, options.deliveryTimeoutMs),
  }
}

type Delivery = ReturnType<typeof wireDelivery>

/** Everything from the accumulator on: batches, requests, answers. */
function wireDelivery(
  options: ResolvedProducerOptions,
  foundation: Foundation,
  metadata: LeaderNews & Pick<MetadataRefresher, 'refresh'>,
) {
  const { clock } = options
  const { logger, events, networkEvents, reporter, hold, budget, retryPolicy } = foundation
  const refreshMetadata = (): void => metadata.refresh()
  const wake = (): void => sender.schedule.wake()
  // Whoever led may lead no more; without work there is no hurry to know. With acks 0 the end of the connection is how a broker says
  // that it does not lead, or does not know a topic by its id.
  const onConnectionClosed = (nodeId: number): void => {
    const unanswered = accumulator.brokers.connectionClosed(nodeId, clock.now())
    if (unanswered) metadata.doubtTopicIds()
    if (unanswered || accumulator.unsettled.first !== null) refreshMetadata()
    wake()
  }
  const pool = createPool(options, networkEvents, { onConnectionReady: wake, onConnectionClosed })
  const accumulator = new RecordAccumulator(
    { ...options, keepPromises: reporter.observesErrors },
    budget,
    clock,
    hold,
    wake,
    refreshMetadata,
  )
  const identities = new ProducerIdentities()
  const settlement = new BatchSettlement(accumulator, identities, reporter)
  const identityAcquirer = new IdentityAcquirer({
    request: () => initProducerId(pool),
    retryPolicy,
    clock,
    logger,
    isWanted: () => sender.wantsIdentity,
    onAcquired: (identity) => {
      identities.adopt(identity)
      wake()
    },
    onFailed: (failure) => identities.noteFailure(failure),
    onRefused: (refusal) => sender.refuse(refusal),
  })
  const sender = new Sender({
    accumulator,
    settlement,
    identities,
    pool,
    retryPolicy,
    clock,
    events,
    options,
    acquireIdentity: () => identityAcquirer.acquire(),
    refreshMetadata,
    leaderNews: metadata,
  })
  return { ...foundation, pool, accumulator, settlement, identityAcquirer, sender, wake }
}

function createPool(
  options: ResolvedProducerOptions,
  events: NetworkEvents,
  listener: BrokerPoolListener,
): BrokerPool {
  const { clock, random, logger } = options
  return new BrokerPool({
    options,
    clock,
    random,
    logger,
    events,
    socketFactory: options.socketFactory ?? createNodeSocketFactory(options.ssl),
    resolver: options.resolver ?? createSystemResolver(),
    listener,
  })
}

/** Everything in front of the accumulator: records, topics, whoever waits. */
function wireIntake(options: ResolvedProducerOptions, delivery: Delivery) {
  const { clock, maxRequestSizeBytes } = options
  const { pool, reporter, accumulator, settlement, sender, wake } = delivery
  const directory = new TopicDirectory({
    ...options,
    accumulator,
    keylessChoice: new KeylessChoice(options),
    wake,
    onForgotten: (queues) => settlement.forgotten(queues),
    onRecreated: (queues, nowMs) => settlement.topicRecreated(queues, nowMs),
  })
  const refresher = new MetadataRefresher({
    ...options,
    logger: delivery.logger,
    events: delivery.networkEvents,
    pool,
    listener: directory,
  })
  const choice = new PartitionChoice(options.partitioner)
  const appender = new RecordAppender(accumulator, choice)
  const serialization = new RecordSerialization(clock, maxRequestSizeBytes, !choice.isCustom)
  const { flushPoints } = accumulator
  const shared = { ...options, ...delivery, flushPoints, appender, serialization }
  const { explainUnknown } = directory
  const waitingRecords = new WaitingRecords({
    ...shared,
    onAbandoned: (topic) => directory.abandon(topic),
  })
  const admission = new RecordAdmission({
    ...shared,
    waitingRecords,
    refreshMetadata: () => refresher.refresh(),
    metadataAsks: () => refresher.asks,
    explainUnknown,
  })
  const hasQueue = (): boolean => admission.hasQueue
  const readiness = new Readiness({ ...shared, explainUnknown, hasQueue })
  directory.connect(refresher, admission, readiness)
  sender.feedFrom(admission, readiness)
  const intake = new RecordIntake(admission, appender, serialization, reporter)
  const topicOf = (name: string): TopicState => directory.topic(name)
  const unprepared = new UnpreparedRecords({ ...shared, waitingRecords, admission, topicOf })
  const preparations = new SerializerPreparations({
    onPrepared: (preparation) => unprepared.onPrepared(preparation),
    onDone: (preparation) => readiness.arrived(preparation),
    onPreparationFailed: (preparation, error) => {
      unprepared.onPreparationFailed(preparation, error)
      readiness.failed(preparation, error)
    },
  })
  const parts = { directory, intake, unprepared, readiness, clock }
  const view = new SenderView(parts, preparations, [])
  const flusher = new Flusher(shared)
  return { directory, refresher, readiness, waitingRecords, admission, intake, view, flusher }
}
