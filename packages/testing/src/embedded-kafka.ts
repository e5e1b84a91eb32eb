import type { Cluster } from './cluster/cluster.ts'
import type { ClusterNode } from './cluster/cluster-state.ts'
import { type DecodedRecord, decodeBatch } from './cluster/decode-batch.ts'
import type { Partition } from './cluster/partition.ts'
import type { StoredBatch } from './cluster/partition-log.ts'
import type { ObservedRequest } from './cluster/request-log.ts'
import type { Topic } from './cluster/topic.ts'
import type { Violation } from './cluster/violation.ts'
import type { FaultRules } from './faults/fault-rules.ts'
import type { ClusterShell } from './serving/cluster-shell.ts'

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

  /** For {@link startKafka} and {@link createMemoryKafka}. */
  constructor(cluster: Cluster, shell: ClusterShell) {
    this.cluster = cluster
    this.#shell = shell
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

  /** Makes a replica the leader under a new epoch; clients are not told. */
  moveLeader(name: string, partition: number, nodeId: number): void {
    const topic = this.#topic(name)
    this.cluster.state.moveLeader(topic, partitionOf(topic, partition), nodeId)
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

  /** Ends a broker at once: connections break, the port closes, other replicas lead. Its data stays. */
  async kill(nodeId: number): Promise<void> {
    const node = this.#node(nodeId)
    this.cluster.killNode(node)
    await this.#shell.close(node)
  }

  /** Starts a broker that was killed, on the port that it had. @throws the error of `listen` when that is taken. */
  async restart(nodeId: number): Promise<void> {
    const node = this.#node(nodeId)
    if (node.alive) throw new RangeError(`Node ${nodeId} is running`)
    this.cluster.state.nodeReturned(node)
    await this.#shell.open(node)
  }

  /** Ends the cluster; resolves when no socket and no timer is left. Stopping twice is allowed. */
  async stop(): Promise<void> {
    this.cluster.close()
    await Promise.all(this.cluster.state.nodes.map((node) => this.#shell.close(node)))
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
