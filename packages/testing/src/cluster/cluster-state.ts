import { BrokerRefusal } from './broker-refusal.ts'
import { ClusterNode } from './cluster-node.ts'
import type { ClusterView } from './cluster-view.ts'
import { CoordinatorOverrides } from './coordinator-overrides.ts'
import { DeletedLogs } from './deleted-logs.ts'
import { Partition, type UnreplicatedTail } from './partition.ts'
import { PartitionLog } from './partition-log.ts'
import { type ClusterRandom, randomId } from './random-id.ts'
import { RetentionBudget } from './retention-budget.ts'
import type { Topic } from './topic.ts'
import { TopicConfig } from './topic-config.ts'
import { collisionKey, requireTopicName } from './topic-name.ts'

/** How many partitions all topics may have together. */
export const MAX_PARTITIONS = 100_000

/** What a new topic shall be; what is left out is the cluster's default. */
export interface NewTopic {
  readonly name: string
  readonly partitions?: number
  readonly replicationFactor?: number
  readonly config?: ReadonlyMap<string, string>
  /** Node ids for each partition, in place of the two numbers. */
  readonly assignments?: readonly (readonly number[])[]
}

/** What the state needs to know at the start. */
export interface ClusterStateOptions {
  readonly nodes: readonly {
    readonly nodeId: number
    readonly host: string
    readonly port: number
  }[]
  readonly defaultPartitions: number
  readonly defaultReplicationFactor: number
  readonly retentionBytes: number
  readonly random: ClusterRandom
  /** Called with the name of each topic that was deleted. */
  readonly onTopicDeleted: (name: string) => void
}

/** What a broker gives an idempotent producer. */
export interface ProducerIdentity {
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** Nodes and topics, and who leads what: everything that brokers of one cluster agree on. */
export class ClusterState implements ClusterView {
  readonly clusterId: string
  readonly nodes: readonly ClusterNode[]
  readonly coordinators = new CoordinatorOverrides()
  readonly deletedLogs = new DeletedLogs()
  readonly #options: ClusterStateOptions
  readonly #budget: RetentionBudget
  readonly #topics = new Map<string, Topic>()
  readonly #topicsById = new Map<string, Topic>()
  readonly #namesByCollisionKey = new Map<string, string>()
  readonly #changeListeners = new Set<() => void>()
  #partitionCount = 0
  readonly #offeredProducers: ProducerIdentity[] = []
  #nextProducerId = 0n

  constructor(options: ClusterStateOptions) {
    this.#options = options
    this.#budget = new RetentionBudget(options.retentionBytes)
    this.clusterId = randomId(options.random)
    this.nodes = options.nodes.map((node) => new ClusterNode(node))
  }

  get defaultPartitions(): number {
    return this.#options.defaultPartitions
  }

  get defaultReplicationFactor(): number {
    return this.#options.defaultReplicationFactor
  }

  /** Topics in the order in which they were created. */
  get topics(): readonly Topic[] {
    return [...this.#topics.values()]
  }

  get aliveNodes(): readonly ClusterNode[] {
    return this.nodes.filter(({ alive }) => alive)
  }

  get advertisedNodes(): readonly ClusterNode[] {
    return this.nodes.filter(({ advertised }) => advertised)
  }

  node(nodeId: number): ClusterNode | undefined {
    return this.nodes.find((node) => node.nodeId === nodeId)
  }

  topic(name: string): Topic | undefined {
    return this.#topics.get(name)
  }

  topicById(id: string): Topic | undefined {
    return this.#topicsById.get(id)
  }

  /** A producer id that was never given before, or the identity that a test has {@link ClusterState.offerProducer}ed. */
  takeProducer(): ProducerIdentity {
    const offered = this.#offeredProducers.shift()
    return offered ?? { producerId: this.#nextProducerId++, producerEpoch: 0 }
  }

  /** The next client that asks for a producer id gets this one. */
  offerProducer(identity: ProducerIdentity): void {
    this.#offeredProducers.push(identity)
    if (identity.producerId >= this.#nextProducerId) this.#nextProducerId = identity.producerId + 1n
  }

  /**
   * Checks a new topic without creating it.
   *
   * @throws {BrokerRefusal} `INVALID_TOPIC_EXCEPTION`, `TOPIC_ALREADY_EXISTS`, `INVALID_PARTITIONS`,
   *   `INVALID_REPLICATION_FACTOR`, `INVALID_REPLICA_ASSIGNMENT`, `INVALID_CONFIG`, `POLICY_VIOLATION` (too many).
   */
  planTopic(topic: NewTopic): {
    readonly config: TopicConfig
    readonly assignments: readonly (readonly number[])[]
  } {
    requireTopicName(topic.name)
    if (this.#topics.has(topic.name)) {
      throw new BrokerRefusal('TOPIC_ALREADY_EXISTS', `Topic '${topic.name}' already exists`)
    }
    const collision = this.#namesByCollisionKey.get(collisionKey(topic.name))
    if (collision !== undefined) {
      const message = `Topic '${topic.name}' collides with existing topic '${collision}'`
      throw new BrokerRefusal('INVALID_TOPIC_EXCEPTION', message)
    }
    const assignments = this.#planAssignments(topic)
    this.#requireRoom(assignments.length)
    return { config: new TopicConfig(topic.config ?? new Map()), assignments }
  }

  /** Creates a topic; throws what {@link ClusterState.planTopic} throws. */
  createTopic(newTopic: NewTopic): Topic {
    const { config, assignments } = this.planTopic(newTopic)
    const id = randomId(this.#options.random)
    const topic: Topic = { name: newTopic.name, id, partitions: [], config }
    this.#topics.set(topic.name, topic)
    this.#topicsById.set(id, topic)
    this.#namesByCollisionKey.set(collisionKey(topic.name), topic.name)
    this.#addPartitions(topic, assignments)
    return topic
  }

  deleteTopic(topic: Topic): void {
    this.#topics.delete(topic.name)
    this.#topicsById.delete(topic.id)
    this.#namesByCollisionKey.delete(collisionKey(topic.name))
    this.#partitionCount -= topic.partitions.length
    this.deletedLogs.keep(topic)
    for (const partition of topic.partitions) partition.log.clear()
    this.#options.onTopicDeleted(topic.name)
    this.#notifyChange()
  }

  /**
   * Checks an extension of a topic to `count` partitions and returns the new ones' replicas.
   *
   * @throws {BrokerRefusal} `INVALID_PARTITIONS`, `INVALID_REPLICA_ASSIGNMENT`, `INVALID_REPLICATION_FACTOR` (too few
   *   brokers are alive), `POLICY_VIOLATION` (too many).
   */
  planPartitions(
    topic: Topic,
    count: number,
    assignments?: readonly (readonly number[])[],
  ): readonly (readonly number[])[] {
    const existing = topic.partitions.length
    if (count <= existing) {
      const message = `The topic ${topic.name} has ${existing} partitions; ${count} would not be an increase`
      throw new BrokerRefusal('INVALID_PARTITIONS', message)
    }
    this.#requireRoom(count - existing)
    if (assignments === undefined) {
      const replicationFactor =
        topic.partitions[0]?.replicas.length ?? this.defaultReplicationFactor
      this.#requireAlive(replicationFactor)
      return this.#spread(count, replicationFactor).slice(existing)
    }
    if (assignments.length !== count - existing) {
      const message = `${count - existing} new partitions but ${assignments.length} assignments`
      throw new BrokerRefusal('INVALID_REPLICA_ASSIGNMENT', message)
    }
    for (const replicas of assignments) this.#requireAssignable(replicas)
    return assignments
  }

  /** Extends a topic; throws what {@link ClusterState.planPartitions} throws. */
  addPartitions(topic: Topic, count: number, assignments?: readonly (readonly number[])[]): void {
    this.#addPartitions(topic, this.planPartitions(topic, count, assignments))
  }

  /** @throws {RangeError} when the node is unknown, dead or no replica of the partition that is in sync. */
  moveLeader(topic: Topic, partition: Partition, nodeId: number, tail?: UnreplicatedTail): void {
    if (!partition.inSyncReplicas.includes(nodeId) || this.node(nodeId)?.alive !== true) {
      throw new RangeError(`Node ${nodeId} cannot lead ${topic.name}-${partition.index}`)
    }
    if (partition.leader !== nodeId) partition.lead(nodeId, tail)
    this.#notifyChange()
  }

  /** @throws {RangeError} when one of the nodes is no replica of the partition, or there is none. */
  setInSyncReplicas(topic: Topic, partition: Partition, nodeIds: readonly number[]): void {
    if (nodeIds.length === 0 || !nodeIds.every((nodeId) => partition.replicas.includes(nodeId))) {
      const where = `${topic.name}-${partition.index}`
      throw new RangeError(`[${nodeIds.join(', ')}] cannot be the replicas in sync of ${where}`)
    }
    partition.keepInSync(nodeIds)
    this.#elect(partition)
    this.#notifyChange()
  }

  /** Leaves a partition without a leader until {@link ClusterState.returnLeader} or {@link ClusterState.moveLeader}. */
  loseLeader(partition: Partition): void {
    partition.loseLeader()
    this.#notifyChange()
  }

  /** Lets a partition that lost its leader elect one again. */
  returnLeader(partition: Partition): void {
    partition.regainLeader()
    this.#elect(partition)
    this.#notifyChange()
  }

  /** Takes a node out of the cluster: what it led is led by another replica, or by nobody. */
  nodeDied(node: ClusterNode, tail?: UnreplicatedTail): void {
    node.alive = false
    this.#electLeaders(tail)
  }

  /** Takes a node back in. It leads what had no leader; the rest stays where it moved to. */
  nodeReturned(node: ClusterNode): void {
    node.alive = true
    this.#electLeaders()
  }

  /** Calls back when leaders or topics change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener)
    return () => this.#changeListeners.delete(listener)
  }

  #planAssignments(topic: NewTopic): readonly (readonly number[])[] {
    if (topic.assignments !== undefined) {
      for (const replicas of topic.assignments) this.#requireAssignable(replicas)
      return topic.assignments
    }
    const partitions = topic.partitions ?? this.defaultPartitions
    const replicationFactor = topic.replicationFactor ?? this.defaultReplicationFactor
    if (!Number.isInteger(replicationFactor) || replicationFactor < 1) {
      throw new BrokerRefusal(
        'INVALID_REPLICATION_FACTOR',
        'Replication factor must be larger than 0',
      )
    }
    if (!Number.isInteger(partitions) || partitions < 1) {
      throw new BrokerRefusal('INVALID_PARTITIONS', 'Number of partitions must be larger than 0')
    }
    this.#requireAlive(replicationFactor)
    this.#requireRoom(partitions)
    return this.#spread(partitions, replicationFactor)
  }

  /** Replicas for partitions 0 to `count` − 1, leaders in turn. */
  #spread(count: number, replicationFactor: number): readonly (readonly number[])[] {
    const nodeIds = this.aliveNodes.map(({ nodeId }) => nodeId)
    return Array.from({ length: count }, (_, partition) => {
      const first = partition % nodeIds.length
      return [...nodeIds.slice(first), ...nodeIds.slice(0, first)].slice(0, replicationFactor)
    })
  }

  #requireAssignable(replicas: readonly number[]): void {
    const known = replicas.every((nodeId) => this.node(nodeId) !== undefined)
    if (replicas.length === 0 || !known || new Set(replicas).size !== replicas.length) {
      const message = `[${replicas.join(', ')}] is no list of different brokers of this cluster`
      throw new BrokerRefusal('INVALID_REPLICA_ASSIGNMENT', message)
    }
  }

  #requireAlive(replicationFactor: number): void {
    const available = this.aliveNodes.length
    if (replicationFactor > available) {
      const message = `A replication factor of ${replicationFactor}; brokers that are alive: ${available}`
      throw new BrokerRefusal('INVALID_REPLICATION_FACTOR', message)
    }
  }

  #requireRoom(morePartitions: number): void {
    if (this.#partitionCount + morePartitions > MAX_PARTITIONS) {
      const message = `This cluster holds at most ${MAX_PARTITIONS} partitions`
      throw new BrokerRefusal('POLICY_VIOLATION', message)
    }
  }

  #addPartitions(topic: Topic, assignments: readonly (readonly number[])[]): void {
    for (const replicas of assignments) {
      const log = new PartitionLog(this.#budget)
      const partition = new Partition(topic.partitions.length, replicas, log)
      topic.partitions.push(partition)
      this.#elect(partition)
    }
    this.#partitionCount += assignments.length
    this.#notifyChange()
  }

  #electLeaders(tail?: UnreplicatedTail): void {
    for (const topic of this.#topics.values()) {
      for (const partition of topic.partitions) this.#elect(partition, tail)
    }
    this.#notifyChange()
  }

  #elect(partition: Partition, tail?: UnreplicatedTail): void {
    partition.elect((nodeId) => this.node(nodeId)?.alive === true, tail)
  }

  #notifyChange(): void {
    for (const listener of [...this.#changeListeners]) listener()
  }
}
