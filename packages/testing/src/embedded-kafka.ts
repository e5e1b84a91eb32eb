import type { Cluster } from './cluster/cluster.ts'
import type { ClusterNode } from './cluster/cluster-node.ts'
import type { ObservedConnection } from './cluster/connection-log.ts'
import { type DecodedRecord, decodeBatch } from './cluster/decode-batch.ts'
import type { Partition } from './cluster/partition.ts'
import type { StoredBatch } from './cluster/partition-log.ts'
import type { ProduceAttempt } from './cluster/produce-journal.ts'
import type { ObservedRequest } from './cluster/request-log.ts'
import type { Topic } from './cluster/topic.ts'
import type { Violation } from './cluster/violation.ts'
import type { FaultRules } from './faults/fault-rules.ts'
import type { DeliveryLedger } from './judge/delivery-ledger.ts'
import type { Finding } from './judge/finding.ts'
import { VerificationError } from './judge/verification-error.ts'
import { type VerifyOptions, verifyCluster } from './judge/verify-cluster.ts'
import type { ClusterShell } from './serving/cluster-shell.ts'
import type { TlsIdentity } from './serving/tcp-listener.ts'

/**
 * Settings of a topic that a test creates.
 *
 * @public
 */
export interface TopicSettings {
  /** @default the cluster's `defaultPartitions` */
  readonly partitions?: number
  /** @default the cluster's `defaultReplicationFactor` */
  readonly replicationFactor?: number
  /** Kafka's keys and values, such as `{ 'max.message.bytes': '1000' }`. */
  readonly config?: Readonly<Record<string, string>>
}

/**
 * A stored record and where it stands.
 *
 * @public
 */
export interface TopicRecord extends DecodedRecord {
  readonly partition: number
}

/** What of the options concerns the cluster's handle. */
export interface KafkaBehaviour {
  readonly failOnViolations: boolean
}

/**
 * A running cluster, with what a test wants beside the protocol: to look inside, to move and kill, to inject faults.
 *
 * Methods that take a topic throw a `RangeError` when there is no such topic or partition, those that take a node id when
 * there is no such node.
 *
 * @public
 */
export class EmbeddedKafka {
  /** The cluster itself, for shells and for tests at the level of frames. */
  readonly cluster: Cluster
  readonly #shell: ClusterShell
  #failOnViolations: boolean

  /** For {@link startKafka} and {@link createMemoryKafka}. */
  constructor(cluster: Cluster, shell: ClusterShell, { failOnViolations }: KafkaBehaviour) {
    this.cluster = cluster
    this.#shell = shell
    this.#failOnViolations = failOnViolations
  }

  /** Addresses of all brokers, dead ones included, as clients take them: `127.0.0.1:port`. */
  get brokers(): string[] {
    return this.cluster.state.nodes.map(({ host, port }) => `${host}:${port}`)
  }

  /** Faults to inject: `kafka.faults.on({ api: 'Produce' }).disconnect()`. */
  get faults(): FaultRules {
    return this.cluster.faults
  }

  /** @throws {BrokerRefusal} with `error` as a broker would answer, such as `TOPIC_ALREADY_EXISTS`. */
  createTopic(name: string, settings: TopicSettings = {}): void {
    const config = new Map(Object.entries(settings.config ?? {}))
    this.cluster.state.createTopic({ name, ...settings, config })
  }

  deleteTopic(name: string): void {
    this.cluster.state.deleteTopic(this.#topic(name))
  }

  /** Extends a topic to `count` partitions. @throws {BrokerRefusal} `INVALID_PARTITIONS` when it has as many. */
  addPartitions(name: string, count: number): void {
    this.cluster.state.addPartitions(this.#topic(name), count)
  }

  /** Deletes a topic and creates it again under the same name with a new id; what `settings` leaves out stays as it was. */
  recreateTopic(name: string, settings: TopicSettings = {}): void {
    const { partitions, config } = this.#topic(name)
    this.deleteTopic(name)
    this.createTopic(name, {
      partitions: partitions.length,
      replicationFactor: partitions[0]?.replicas.length ?? 1,
      config: Object.fromEntries(config.overrides),
      ...settings,
    })
  }

  /** Makes a replica the leader under a new epoch; clients are not told. */
  moveLeader(name: string, partition: number, nodeId: number): void {
    const topic = this.#topic(name)
    this.cluster.state.moveLeader(topic, partitionOf(topic, partition), nodeId)
  }

  /** Leaves a partition without a leader until {@link EmbeddedKafka.returnLeader} or {@link EmbeddedKafka.moveLeader}. */
  loseLeader(name: string, partition: number): void {
    this.cluster.state.loseLeader(partitionOf(this.#topic(name), partition))
  }

  /** Ends {@link EmbeddedKafka.loseLeader}: a replica that is alive leads again, under a new epoch. */
  returnLeader(name: string, partition: number): void {
    this.cluster.state.returnLeader(partitionOf(this.#topic(name), partition))
  }

  /**
   * For `ms` milliseconds a broker goes by what it knows now: leaders, topics and addresses of before, in Metadata and in
   * leader hints, and it serves no partition that it does not know to be its own.
   */
  staleMetadata(nodeId: number, ms: number): void {
    this.cluster.staleMetadata(this.#node(nodeId), ms)
  }

  /** Ends {@link EmbeddedKafka.staleMetadata} early. */
  freshMetadata(nodeId: number): void {
    this.#node(nodeId).learn()
  }

  /** Leaves a broker out of Metadata, and so whatever it leads without a leader, while it goes on serving. */
  hideFromMetadata(nodeId: number): void {
    this.#node(nodeId).hidden = true
  }

  /** Ends {@link EmbeddedKafka.hideFromMetadata}. */
  showInMetadata(nodeId: number): void {
    this.#node(nodeId).hidden = false
  }

  /** Chooses the broker that coordinates a group, as long as it is alive. */
  setCoordinator(groupId: string, nodeId: number): void {
    this.cluster.state.coordinators.choose(groupId, this.#node(nodeId))
  }

  /** For `ms` milliseconds every group's coordinator answers `COORDINATOR_LOAD_IN_PROGRESS`. */
  coordinatorLoading(ms: number): void {
    this.cluster.coordinatorLoading(ms)
  }

  /** Whatever a broker appends or reads fails with `KAFKA_STORAGE_ERROR`; it leads on until {@link EmbeddedKafka.moveLeader}. */
  diskError(nodeId: number): void {
    this.#node(nodeId).diskFailed = true
  }

  /** Ends {@link EmbeddedKafka.diskError}. */
  repairDisk(nodeId: number): void {
    this.#node(nodeId).diskFailed = false
  }

  /** Shows another certificate to clients that dial from now on. @throws {RangeError} for a cluster without TLS. */
  setTls(identity: TlsIdentity): void {
    this.#shell.setTls(identity)
  }

  /** All records that the topic holds, partition by partition, each in the order of offsets. */
  records(name: string): TopicRecord[] {
    return this.#topic(name).partitions.flatMap(({ index, log }) =>
      log.batches
        .flatMap(decodeBatch)
        .filter(({ offset }) => offset >= log.startOffset)
        .map((record) => ({ partition: index, ...record })),
    )
  }

  /** The record batches of one partition as they are stored, oldest first. */
  log(name: string, partition: number): readonly StoredBatch[] {
    return [...partitionOf(this.#topic(name), partition).log.batches]
  }

  /** The last 10,000 requests that all brokers received, oldest first. */
  requests(): readonly ObservedRequest[] {
    return this.cluster.requests
  }

  /** What clients did that no correct client does; a test should expect none. */
  violations(): readonly Violation[] {
    return this.cluster.violations
  }

  /** The batches that brokers were sent and what they said, as far as they are remembered, oldest first. */
  attempts(): readonly ProduceAttempt[] {
    return this.cluster.journal.attempts
  }

  /** The last 10,000 connections that clients dialled, those that were refused included, oldest first. */
  connections(): readonly ObservedConnection[] {
    return this.cluster.observedConnections
  }

  /**
   * Judges what clients did: holds a ledger against what is stored and what deleted topics held, and the protocol's rules
   * against the brokers' own logs.
   *
   * @throws {VerificationError} with every broken promise, and the history of the records concerned
   */
  verify(ledger?: DeliveryLedger, options: VerifyOptions = {}): void {
    const findings = [...this.#violationFindings(), ...verifyCluster(this.cluster, ledger, options)]
    if (findings.length > 0) throw new VerificationError(findings)
  }

  /** Ends a broker at once: connections break, the port closes, other replicas lead. Its data stays. */
  async kill(nodeId: number): Promise<void> {
    const node = this.#node(nodeId)
    this.cluster.killNode(node)
    await this.#shell.close(node)
  }

  /**
   * Starts a broker that was killed or stopped, on the port that it had or on another.
   *
   * @param options.port Where it listens now; 0 takes a free port.
   * @throws the error of `listen` when the port is taken.
   */
  async restart(nodeId: number, options: { readonly port?: number } = {}): Promise<void> {
    const node = this.#node(nodeId)
    if (node.alive) throw new RangeError(`Node ${nodeId} is running`)
    node.port = options.port ?? node.port
    this.cluster.state.nodeReturned(node)
    try {
      await this.#shell.open(node)
    } catch (error) {
      this.cluster.state.nodeDied(node)
      throw error
    }
  }

  /**
   * Stops a broker as SIGSTOP does: its connections stay open and new ones are accepted, and nothing is served. It stays the
   * leader of what it leads until {@link EmbeddedKafka.moveLeader}.
   */
  pauseNode(nodeId: number): void {
    this.cluster.pauseNode(this.#node(nodeId))
  }

  /** Ends {@link EmbeddedKafka.pauseNode}: what had arrived is served now, also for clients that have gone. */
  resumeNode(nodeId: number): void {
    this.cluster.resumeNode(this.#node(nodeId))
  }

  /**
   * Ends the cluster; resolves when no socket and no timer is left. Stopping twice is allowed.
   *
   * @throws {VerificationError} when all of that is done and {@link EmbeddedKafka.violations} are there, unless the cluster
   *   was started with `failOnViolations: false`
   */
  async stop(): Promise<void> {
    this.cluster.close()
    await Promise.all(this.cluster.state.nodes.map((node) => this.#shell.close(node)))
    const findings = this.#failOnViolations ? this.#violationFindings() : []
    // Told once: who stops twice has heard it.
    this.#failOnViolations = false
    if (findings.length > 0) throw new VerificationError(findings)
  }

  #violationFindings(): Finding[] {
    return this.violations().map((violation) => {
      const { kind, topic, partition, producerId, producerEpoch, baseSequence } = violation
      const who = `producer ${producerId} epoch ${producerEpoch}`
      const what = `${who} sent other bytes to ${topic}-${partition} under sequence ${baseSequence}, which it had`
      return { rule: kind, what, history: [] }
    })
  }

  #topic(name: string): Topic {
    const topic = this.cluster.state.topic(name)
    if (topic === undefined) throw new RangeError(`There is no topic ${JSON.stringify(name)}`)
    return topic
  }

  #node(nodeId: number): ClusterNode {
    const node = this.cluster.state.node(nodeId)
    if (node === undefined) throw new RangeError(`There is no node ${nodeId}`)
    return node
  }
}

function partitionOf(topic: Topic, index: number): Partition {
  const partition = topic.partitions[index]
  if (partition === undefined) throw new RangeError(`${topic.name} has no partition ${index}`)
  return partition
}
