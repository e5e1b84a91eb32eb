import type { Cluster } from './cluster/cluster.ts'
import type { ProducerIdentity } from './cluster/cluster-state.ts'
import type { ObservedConnection } from './cluster/connection-log.ts'
import { type KafkaRelease, maxVersionsOf } from './cluster/kafka-release.ts'
import type { StoredBatch } from './cluster/partition-log.ts'
import type { ProduceAttempt } from './cluster/produce-journal.ts'
import type { ObservedRequest } from './cluster/request-log.ts'
import { apiKeyOf } from './cluster/request-router.ts'
import type { Violation } from './cluster/violation.ts'
import type { FaultRules } from './faults/fault-rules.ts'
import type { DeliveryLedger } from './judge/delivery-ledger.ts'
import { VerificationError } from './judge/verification-error.ts'
import { type VerifyOptions, verifyCluster } from './judge/verify-cluster.ts'
import { violationFindings } from './judge/violation-findings.ts'
import { type LossOptions, tailOf } from './loss-options.ts'
import { NamedParts } from './named-parts.ts'
import type { ClusterShell } from './serving/cluster-shell.ts'
import type { TlsIdentity } from './serving/tcp-listener.ts'
import { recordsOf, type TopicRecord } from './topic-record.ts'
import type { TopicSettings } from './topic-settings.ts'
import { waitUntil } from './wait-until.ts'

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
  readonly #parts: NamedParts
  #failOnViolations: boolean

  /** For {@link startKafka} and {@link createMemoryKafka}. */
  constructor(cluster: Cluster, shell: ClusterShell, { failOnViolations }: KafkaBehaviour) {
    this.cluster = cluster
    this.#shell = shell
    this.#parts = new NamedParts(cluster)
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
    this.cluster.state.deleteTopic(this.#parts.topic(name))
  }

  /**
   * Extends a topic to `count` partitions.
   *
   * @throws {BrokerRefusal} `INVALID_PARTITIONS` when it has as many, `INVALID_REPLICATION_FACTOR` when fewer brokers are alive
   *   than it has replicas.
   */
  addPartitions(name: string, count: number): void {
    this.cluster.state.addPartitions(this.#parts.topic(name), count)
  }

  /** Deletes a topic and creates it again under the same name with a new id; what `settings` leaves out stays as it was. */
  recreateTopic(name: string, settings: TopicSettings = {}): void {
    const { partitions, config } = this.#parts.topic(name)
    this.deleteTopic(name)
    this.createTopic(name, {
      partitions: partitions.length,
      replicationFactor: partitions[0]?.replicas.length ?? 1,
      config: Object.fromEntries(config.overrides),
      ...settings,
    })
  }

  /**
   * Makes a replica in sync the leader under a new epoch; clients are not told.
   *
   * @param options.loseUnflushed Whether the new leader lacks what was not replicated yet. @default false
   */
  moveLeader(name: string, partition: number, nodeId: number, options: LossOptions = {}): void {
    const topic = this.#parts.topic(name)
    this.cluster.state.moveLeader(
      topic,
      this.#parts.partition(name, partition),
      nodeId,
      tailOf(options),
    )
  }

  /**
   * Says which replicas may be in sync from now on; name them all to heal. With fewer than `min.insync.replicas`, Produce with
   * `acks` all is refused with `NOT_ENOUGH_REPLICAS`. Only replicas in sync are elected.
   */
  setIsr(name: string, partition: number, nodeIds: readonly number[]): void {
    const topic = this.#parts.topic(name)
    this.cluster.state.setInSyncReplicas(topic, this.#parts.partition(name, partition), nodeIds)
  }

  /** Changes {@link KafkaOptions.replicationDelayMs}; 0 also replicates what was appended before. */
  setReplicationDelay(ms: number): void {
    this.cluster.replication.setDelay(ms)
  }

  /** Forgets the records of a partition before `offset`, as DeleteRecords and retention do. */
  deleteRecords(name: string, partition: number, offset: number): void {
    this.#parts.partition(name, partition).log.deleteBefore(offset)
  }

  /** Lets every partition forget a producer, as brokers do after `producer.id.expiration.ms`. */
  expireProducer(producerId: bigint): void {
    for (const { partitions } of this.cluster.state.topics) {
      for (const { log } of partitions) log.expireProducer(producerId)
    }
  }

  /** What the next InitProducerId answers, in place of a new id with epoch 0; clients are served in turn. */
  seedProducer(identity: ProducerIdentity): void {
    this.cluster.state.offerProducer(identity)
  }

  /** Lets a partition expect this sequence next from a producer, as after as many records. */
  seedSequence(
    name: string,
    partition: number,
    {
      producerId,
      producerEpoch,
      nextSequence,
    }: ProducerIdentity & { readonly nextSequence: number },
  ): void {
    const { log } = this.#parts.partition(name, partition)
    log.seedProducer(producerId, producerEpoch, nextSequence)
  }

  /**
   * Serves and advertises an API in these versions only. Connections that are open are not told.
   *
   * @param nodeId The broker that does; all of them when it is left out.
   * @throws {RangeError} when the versions are not among those that the cluster serves.
   */
  apiRange(api: string, minVersion: number, maxVersion: number, nodeId?: number): void {
    for (const apis of this.#parts.servedApis(nodeId))
      apis.limit(apiKeyOf(api), minVersion, maxVersion)
  }

  /** Serves and advertises what a release of Kafka does, as far as the cluster can; undoes {@link EmbeddedKafka.apiRange}. */
  profile(release: KafkaRelease, nodeId?: number): void {
    for (const apis of this.#parts.servedApis(nodeId)) apis.follow(maxVersionsOf(release))
  }

  /** Leaves a partition without a leader until {@link EmbeddedKafka.returnLeader} or {@link EmbeddedKafka.moveLeader}. */
  loseLeader(name: string, partition: number): void {
    this.cluster.state.loseLeader(this.#parts.partition(name, partition))
  }

  /** Ends {@link EmbeddedKafka.loseLeader}: a replica that is alive leads again, under a new epoch. */
  returnLeader(name: string, partition: number): void {
    this.cluster.state.returnLeader(this.#parts.partition(name, partition))
  }

  /**
   * For `ms` milliseconds a broker goes by what it knows now: leaders, topics and addresses of before, in Metadata and in
   * leader hints, and it serves no partition that it does not know to be its own.
   */
  staleMetadata(nodeId: number, ms: number): void {
    this.cluster.staleMetadata(this.#parts.node(nodeId), ms)
  }

  /** Ends {@link EmbeddedKafka.staleMetadata} early. */
  freshMetadata(nodeId: number): void {
    this.#parts.node(nodeId).learn()
  }

  /** Leaves a broker out of Metadata, and so whatever it leads without a leader, while it goes on serving. */
  hideFromMetadata(nodeId: number): void {
    this.#parts.node(nodeId).hidden = true
  }

  /** Ends {@link EmbeddedKafka.hideFromMetadata}. */
  showInMetadata(nodeId: number): void {
    this.#parts.node(nodeId).hidden = false
  }

  /** Chooses the broker that coordinates a group, as long as it is alive. */
  setCoordinator(groupId: string, nodeId: number): void {
    this.cluster.state.coordinators.choose(groupId, this.#parts.node(nodeId))
  }

  /** For `ms` milliseconds every group's coordinator answers `COORDINATOR_LOAD_IN_PROGRESS`. */
  coordinatorLoading(ms: number): void {
    this.cluster.coordinatorLoading(ms)
  }

  /** Whatever a broker appends or reads fails with `KAFKA_STORAGE_ERROR`; it leads on until {@link EmbeddedKafka.moveLeader}. */
  diskError(nodeId: number): void {
    this.#parts.node(nodeId).diskFailed = true
  }

  /** Ends {@link EmbeddedKafka.diskError}. */
  repairDisk(nodeId: number): void {
    this.#parts.node(nodeId).diskFailed = false
  }

  /** Shows another certificate to clients that dial from now on. @throws {RangeError} for a cluster without TLS. */
  setTls(identity: TlsIdentity): void {
    this.#shell.setTls(identity)
  }

  /** All records that the topic holds, partition by partition, each in the order of offsets. */
  records(name: string): TopicRecord[] {
    return recordsOf(this.#parts.topic(name))
  }

  /** The record batches of one partition as they are stored, oldest first. */
  log(name: string, partition: number): readonly StoredBatch[] {
    return [...this.#parts.partition(name, partition).log.batches]
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
   * Resolves when `predicate` holds; it is asked whenever a broker did something.
   *
   * @param timeoutMs In the time of the cluster's clock. @default 30000
   * @throws {Error} when that is over, or the cluster is stopped.
   */
  waitFor(predicate: () => boolean, timeoutMs?: number): Promise<void> {
    return waitUntil(this.cluster, predicate, timeoutMs)
  }

  /**
   * Judges what clients did: holds a ledger against what is stored and what deleted topics held, and the protocol's rules
   * against the brokers' own logs.
   *
   * @throws {VerificationError} with every broken promise, and the history of the records concerned
   */
  verify(ledger?: DeliveryLedger, options: VerifyOptions = {}): void {
    const findings = [
      ...violationFindings(this.violations()),
      ...verifyCluster(this.cluster, ledger, options),
    ]
    if (findings.length > 0) throw new VerificationError(findings)
  }

  /**
   * Ends a broker at once: connections break, the port closes, other replicas lead.
   *
   * @param options.loseUnflushed Whether it takes along what was not replicated yet: records above the high watermark, which
   *   only a Produce with `acks` 1 was acknowledged. @default false
   */
  async kill(nodeId: number, options: LossOptions = {}): Promise<void> {
    const node = this.#parts.node(nodeId)
    this.cluster.killNode(node, tailOf(options))
    await this.#shell.close(node)
  }

  /** Shuts a broker down in order, as SIGTERM does: what it leads moves first, and nothing is lost. */
  async stopNode(nodeId: number): Promise<void> {
    const node = this.#parts.node(nodeId)
    this.cluster.stopNode(node)
    await this.#shell.close(node)
  }

  /**
   * Starts a broker that was killed or stopped, on the port that it had or on another.
   *
   * @param options.port Where it listens now; 0 takes a free port.
   * @throws the error of `listen` when the port is taken.
   */
  async restart(nodeId: number, options: { readonly port?: number } = {}): Promise<void> {
    const node = this.#parts.node(nodeId)
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
    this.cluster.pauseNode(this.#parts.node(nodeId))
  }

  /** Ends {@link EmbeddedKafka.pauseNode}: what had arrived is served now, also for clients that have gone. */
  resumeNode(nodeId: number): void {
    this.cluster.resumeNode(this.#parts.node(nodeId))
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
    const findings = this.#failOnViolations ? violationFindings(this.violations()) : []
    // Told once: who stops twice has heard it.
    this.#failOnViolations = false
    if (findings.length > 0) throw new VerificationError(findings)
  }
}
