import type { DeliveryMeters } from './delivery-meters.ts'
import type { NetworkMeters } from './network-meters.ts'
import type {
  MetricsSnapshot,
  NodeMetrics,
  ProducerMetrics,
  TopicMetrics,
} from './producer-metrics.ts'
import type { TopicMeters } from './topic-meters.ts'
import type { TrafficMeters } from './traffic-meters.ts'

/** What is not counted but looked at, when somebody asks. */
export interface Gauges {
  readonly bufferTotalBytes: number
  readonly bufferAvailableBytes: number
  readonly waitingForRoom: number
  readonly requestsInFlight: number
  readonly metadataAgeMs: number
}

const NS_PER_MS = 1e6

/** A snapshot under Java's names, in Java's units. */
export function readMetrics(
  delivery: DeliveryMeters,
  network: NetworkMeters,
  topics: Iterable<readonly [string, TopicMeters]>,
  gauges: Gauges,
  nowMs: number,
): MetricsSnapshot {
  return {
    producer: {
      ...readTraffic(network.traffic, nowMs),
      ...readBatches(delivery, nowMs),
      ...readRecords(delivery, nowMs),
      ...readWaits(delivery, gauges),
      ...readConnections(network, nowMs),
      'produce-throttle-time-avg': delivery.throttleTime.average(nowMs),
      'produce-throttle-time-max': delivery.throttleTime.maximum(nowMs),
    },
    topics: new Map(Array.from(topics, ([name, meters]) => [name, readTopic(meters, nowMs)])),
    nodes: new Map(
      Array.from(network.nodes, ([nodeId, traffic]) => [nodeId, readTraffic(traffic, nowMs)]),
    ),
  }
}

function readTraffic({ requests, responses, latency }: TrafficMeters, nowMs: number): NodeMetrics {
  return {
    'request-rate': requests.countPerSecond(nowMs),
    'request-total': requests.totalCount,
    'request-size-avg': requests.average(nowMs),
    'request-size-max': requests.maximum(nowMs),
    'outgoing-byte-rate': requests.sumPerSecond(nowMs),
    'outgoing-byte-total': requests.total,
    'response-rate': responses.countPerSecond(nowMs),
    'response-total': responses.totalCount,
    'incoming-byte-rate': responses.sumPerSecond(nowMs),
    'incoming-byte-total': responses.total,
    'request-latency-avg': latency.average(nowMs),
    'request-latency-max': latency.maximum(nowMs),
  }
}

function readTopic(meters: TopicMeters, nowMs: number): TopicMetrics {
  const { recordsSent, bytesSent, compression, recordsRetried, recordsFailed } = meters
  return {
    'record-send-rate': recordsSent.sumPerSecond(nowMs),
    'record-send-total': recordsSent.total,
    'byte-rate': bytesSent.sumPerSecond(nowMs),
    'byte-total': bytesSent.total,
    'compression-rate': compression.average(nowMs),
    'record-retry-rate': recordsRetried.sumPerSecond(nowMs),
    'record-retry-total': recordsRetried.total,
    'record-error-rate': recordsFailed.sumPerSecond(nowMs),
    'record-error-total': recordsFailed.total,
  }
}

type BatchMetrics = Pick<
  ProducerMetrics,
  Extract<keyof ProducerMetrics, `batch-${string}` | 'compression-rate-avg'>
>

function readBatches(meters: DeliveryMeters, nowMs: number): BatchMetrics {
  const { batchSize, batchesSplit, compression } = meters
  return {
    'batch-size-avg': batchSize.average(nowMs),
    'batch-size-max': batchSize.maximum(nowMs),
    'batch-split-rate': batchesSplit.countPerSecond(nowMs),
    'batch-split-total': batchesSplit.totalCount,
    'compression-rate-avg': compression.average(nowMs),
  }
}

type RecordMetrics = Pick<
  ProducerMetrics,
  Extract<keyof ProducerMetrics, `record${string}` | `buffer-exhausted-${string}`>
>

function readRecords(meters: DeliveryMeters, nowMs: number): RecordMetrics {
  const { recordSize, recordsSent, recordsRetried, recordsFailed, queueTime } = meters
  return {
    'record-size-avg': recordSize.average(nowMs),
    'record-size-max': recordSize.maximum(nowMs),
    'records-per-request-avg': recordsSent.average(nowMs),
    'record-send-rate': recordsSent.sumPerSecond(nowMs),
    'record-send-total': recordsSent.total,
    'record-retry-rate': recordsRetried.sumPerSecond(nowMs),
    'record-retry-total': recordsRetried.total,
    'record-error-rate': recordsFailed.sumPerSecond(nowMs),
    'record-error-total': recordsFailed.total,
    'record-queue-time-avg': queueTime.average(nowMs),
    'record-queue-time-max': queueTime.maximum(nowMs),
    'buffer-exhausted-rate': meters.buffersExhausted.countPerSecond(nowMs),
    'buffer-exhausted-total': meters.buffersExhausted.totalCount,
  }
}

type WaitMetrics = Pick<
  ProducerMetrics,
  | 'buffer-available-bytes'
  | 'buffer-total-bytes'
  | 'waiting-senders'
  | 'bufferpool-wait-time-ns-total'
  | 'requests-in-flight'
  | 'metadata-age'
  | 'flush-time-ns-total'
  | 'metadata-wait-time-ns-total'
>

function readWaits(meters: DeliveryMeters, gauges: Gauges): WaitMetrics {
  return {
    'buffer-available-bytes': gauges.bufferAvailableBytes,
    'buffer-total-bytes': gauges.bufferTotalBytes,
    'waiting-senders': gauges.waitingForRoom,
    'bufferpool-wait-time-ns-total': meters.roomWaitMs * NS_PER_MS,
    'requests-in-flight': gauges.requestsInFlight,
    'metadata-age': gauges.metadataAgeMs / 1_000,
    'flush-time-ns-total': meters.flushMs * NS_PER_MS,
    'metadata-wait-time-ns-total': meters.metadataWaitMs * NS_PER_MS,
  }
}

type ConnectionMetrics = Pick<
  ProducerMetrics,
  Extract<keyof ProducerMetrics, `connection-${string}` | `network-${string}`>
>

function readConnections(network: NetworkMeters, nowMs: number): ConnectionMetrics {
  const { connectionsOpened: opened, connectionsClosed: closed, traffic } = network
  const { requests, responses } = traffic
  return {
    'connection-count': opened.totalCount - closed.totalCount,
    'connection-creation-rate': opened.countPerSecond(nowMs),
    'connection-creation-total': opened.totalCount,
    'connection-close-rate': closed.countPerSecond(nowMs),
    'connection-close-total': closed.totalCount,
    'network-io-rate': requests.countPerSecond(nowMs) + responses.countPerSecond(nowMs),
    'network-io-total': requests.totalCount + responses.totalCount,
  }
}
