export type { BrokerConnection, ConnectionPeer } from './cluster/broker-connection.ts'
export { BrokerRefusal, type RecordRefusal } from './cluster/broker-refusal.ts'
export type { Cluster } from './cluster/cluster.ts'
export type { ProducerIdentity } from './cluster/cluster-state.ts'
export type { ObservedConnection } from './cluster/connection-log.ts'
export type { DecodedRecord } from './cluster/decode-batch.ts'
export type { KafkaRelease } from './cluster/kafka-release.ts'
export type { StoredBatch } from './cluster/partition-log.ts'
export type { ProduceAttempt } from './cluster/produce-journal.ts'
export type { ClusterRandom } from './cluster/random-id.ts'
export type { RecordBatchHeader } from './cluster/record-batch-header.ts'
export type { StoredHeader } from './cluster/record-cursor.ts'
export type { ObservedRequest } from './cluster/request-log.ts'
export { seededRandom } from './cluster/seeded-random.ts'
export type { Violation } from './cluster/violation.ts'
export { createMemoryKafka } from './create-memory-kafka.ts'
export type { EmbeddedKafka } from './embedded-kafka.ts'
export type { ErrorDetails } from './faults/error-details.ts'
export type { FaultPoint } from './faults/fault-point.ts'
export type { FaultableRequest, FaultMatch, FaultRule } from './faults/fault-rule.ts'
export type { FaultRules } from './faults/fault-rules.ts'
export { type DeliveryGuarantees, FULL_GUARANTEES } from './judge/delivery-guarantees.ts'
export {
  DeliveryLedger,
  type DeliveryLedgerOptions,
  type SentOptions,
} from './judge/delivery-ledger.ts'
export type { Finding, FindingRule } from './judge/finding.ts'
export type { Acknowledgement, LedgerEntry, Settlement } from './judge/ledger-entry.ts'
export type { SentBytes, SentRecord } from './judge/sent-record.ts'
export { VerificationError } from './judge/verification-error.ts'
export type { VerifyOptions } from './judge/verify-cluster.ts'
export { DEFAULT_KAFKA_OPTIONS, type KafkaOptions } from './kafka-options.ts'
export type { LossOptions } from './loss-options.ts'
export type { CutOptions, LinkCut } from './serving/link-cut.ts'
export type { FlapOptions, LinkFlapping } from './serving/link-flapping.ts'
export type { LinkDirection, LinkMatch } from './serving/link-match.ts'
export { DEFAULT_LINK_SETTINGS, type LinkSettings } from './serving/link-settings.ts'
export type { Links } from './serving/links.ts'
export {
  createMemoryNetwork,
  type MemoryDial,
  type MemoryNetwork,
  type MemoryNetworkOptions,
} from './serving/memory-network.ts'
export type {
  MemorySocket,
  MemorySocketListener,
  MemorySocketTarget,
} from './serving/memory-socket.ts'
export type { TlsIdentity } from './serving/tcp-listener.ts'
export { startKafka } from './start-kafka.ts'
export type { ClusterClock, ClusterTimer } from './time/cluster-clock.ts'
export { ManualClock } from './time/manual-clock.ts'
export type { TopicRecord } from './topic-record.ts'
export type { TopicSettings } from './topic-settings.ts'
