/** Of one broker, by Java's names for `producer-node-metrics`. @public */
export interface NodeMetrics {
  /** Requests sent per second. Unit: 1/s. */
  readonly 'request-rate': number
  /** Requests sent. Unit: requests. */
  readonly 'request-total': number
  /** Mean size of a request. Unit: bytes. */
  readonly 'request-size-avg': number
  /** Size of the largest request. Unit: bytes. */
  readonly 'request-size-max': number
  /** Bytes sent per second. Unit: bytes/s. */
  readonly 'outgoing-byte-rate': number
  /** Bytes sent. Unit: bytes. */
  readonly 'outgoing-byte-total': number
  /** Answers received per second. Unit: 1/s. */
  readonly 'response-rate': number
  /** Answers received. Unit: answers. */
  readonly 'response-total': number
  /** Bytes received per second. Unit: bytes/s. */
  readonly 'incoming-byte-rate': number
  /** Bytes received. Unit: bytes. */
  readonly 'incoming-byte-total': number
  /** Mean time from a Produce request to its answer. Unit: ms. */
  readonly 'request-latency-avg': number
  /** Longest time from a Produce request to its answer. Unit: ms. */
  readonly 'request-latency-max': number
}

/** Of one topic, by Java's names for `producer-topic-metrics`. @public */
export interface TopicMetrics {
  /** Records sent per second, each attempt counted. Unit: 1/s. */
  readonly 'record-send-rate': number
  /** Records sent, each attempt counted. Unit: records. */
  readonly 'record-send-total': number
  /** Bytes of batches sent per second, each attempt counted. Unit: bytes/s. */
  readonly 'byte-rate': number
  /** Bytes of batches sent, each attempt counted. Unit: bytes. */
  readonly 'byte-total': number
  /** Mean size of a batch as sent, as a share of its size before compression. Unit: ratio. */
  readonly 'compression-rate': number
  /** Records put back for another attempt per second. Unit: 1/s. */
  readonly 'record-retry-rate': number
  /** Records put back for another attempt. Unit: records. */
  readonly 'record-retry-total': number
  /** Records failed or refused per second. Unit: 1/s. */
  readonly 'record-error-rate': number
  /** Records failed or refused. Unit: records. */
  readonly 'record-error-total': number
}

/** Of the producer as a whole, by Java's names for `producer-metrics`. @public */
export interface ProducerMetrics extends NodeMetrics {
  /** Mean size of a batch as sent. Unit: bytes. */
  readonly 'batch-size-avg': number
  /** Size of the largest batch as sent. Unit: bytes. */
  readonly 'batch-size-max': number
  /** Batches cut in two per second. Unit: 1/s. */
  readonly 'batch-split-rate': number
  /** Batches cut in two. Unit: batches. */
  readonly 'batch-split-total': number
  /** Mean size of a batch as sent, as a share of its size before compression. Unit: ratio. */
  readonly 'compression-rate-avg': number
  /** Mean size of a record in its batch, before compression. Unit: bytes. */
  readonly 'record-size-avg': number
  /** Size of the largest record in its batch, before compression. Unit: bytes. */
  readonly 'record-size-max': number
  /** Mean number of records in a Produce request. Unit: records. */
  readonly 'records-per-request-avg': number
  /** Records sent per second, each attempt counted. Unit: 1/s. */
  readonly 'record-send-rate': number
  /** Records sent, each attempt counted. Unit: records. */
  readonly 'record-send-total': number
  /** Records put back for another attempt per second. Unit: 1/s. */
  readonly 'record-retry-rate': number
  /** Records put back for another attempt. Unit: records. */
  readonly 'record-retry-total': number
  /** Records failed or refused per second. Unit: 1/s. */
  readonly 'record-error-rate': number
  /** Records failed or refused. Unit: records. */
  readonly 'record-error-total': number
  /** Mean time from a batch's first record to each time it is sent. Unit: ms. */
  readonly 'record-queue-time-avg': number
  /** Longest time from a batch's first record to a time it is sent. Unit: ms. */
  readonly 'record-queue-time-max': number
  /** What of `bufferMemoryBytes` is free. Unit: bytes. */
  readonly 'buffer-available-bytes': number
  /** `bufferMemoryBytes`. Unit: bytes. */
  readonly 'buffer-total-bytes': number
  /** Records refused for want of room per second. Unit: 1/s. */
  readonly 'buffer-exhausted-rate': number
  /** Records refused for want of room. Unit: records. */
  readonly 'buffer-exhausted-total': number
  /** Records that wait for room now. Unit: records. */
  readonly 'waiting-senders': number
  /** Time that records have waited for room, added up. Unit: ns. */
  readonly 'bufferpool-wait-time-ns-total': number
  /** Produce requests and others that wait for their answer now. Unit: requests. */
  readonly 'requests-in-flight': number
  /** Mean time for which a broker asked for silence, 0 where it did not. Unit: ms. */
  readonly 'produce-throttle-time-avg': number
  /** Longest time for which a broker asked for silence. Unit: ms. */
  readonly 'produce-throttle-time-max': number
  /** Time since all topics were last asked for; before the first answer, since the producer was made. Unit: s. */
  readonly 'metadata-age': number
  /** Time that calls of `flush` took, added up. Unit: ns. */
  readonly 'flush-time-ns-total': number
  /** Time that records have waited for their topic's metadata, added up. Unit: ns. */
  readonly 'metadata-wait-time-ns-total': number
  /** Connections that are ready now. Unit: connections. */
  readonly 'connection-count': number
  /** Connections made ready per second. Unit: 1/s. */
  readonly 'connection-creation-rate': number
  /** Connections made ready. Unit: connections. */
  readonly 'connection-creation-total': number
  /** Connections closed, whoever closed them, per second. Unit: 1/s. */
  readonly 'connection-close-rate': number
  /** Connections closed, whoever closed them. Unit: connections. */
  readonly 'connection-close-total': number
  /** Requests sent and answers received per second. Unit: 1/s. */
  readonly 'network-io-rate': number
  /** Requests sent and answers received. Unit: requests and answers. */
  readonly 'network-io-total': number
}

/**
 * What a producer has measured, at one moment; plain numbers that do not change. Averages and maxima of nothing are NaN, as in
 * Java. `docs/metrics.md` has them all.
 *
 * @public
 */
export interface MetricsSnapshot {
  readonly producer: ProducerMetrics
  /** By topic name: those that the producer knows. */
  readonly topics: ReadonlyMap<string, TopicMetrics>
  /** By node id: brokers that it has connected to. */
  readonly nodes: ReadonlyMap<number, NodeMetrics>
}
