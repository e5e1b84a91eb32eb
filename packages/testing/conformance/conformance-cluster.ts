import { randomUUID } from 'node:crypto'
import {
  apiVersionsRequest,
  apiVersionsResponse,
  brokerErrorByCode,
  createTopicsRequest,
  createTopicsResponse,
  describeGroupsRequest,
  describeGroupsResponse,
  findCoordinatorRequest,
  findCoordinatorResponse,
  listOffsetsRequest,
  listOffsetsResponse,
  type MessageSchema,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { type Api, RawClient } from './raw-client.ts'

const API_VERSIONS = { request: apiVersionsRequest, response: apiVersionsResponse }
const METADATA = { request: metadataRequest, response: metadataResponse }
const CREATE_TOPICS = { request: createTopicsRequest, response: createTopicsResponse }
const FIND_COORDINATOR = { request: findCoordinatorRequest, response: findCoordinatorResponse }
const DESCRIBE_GROUPS = { request: describeGroupsRequest, response: describeGroupsResponse }
const LIST_OFFSETS = { request: listOffsetsRequest, response: listOffsetsResponse }

const LATEST = -1n
const RETRY_AFTER_MS = 50

export interface ConformanceTarget {
  /** `host:port` of every broker. */
  readonly brokers: readonly string[]
  /**
   * How long to ask again for what takes effect a little later (a leader elected, a coordinator loaded), in milliseconds.
   * 0 where everything takes effect at once.
   */
  readonly patienceMs: number
}

/** A topic made for one case. */
export interface ConformanceTopic {
  readonly name: string
  readonly id: string
  /** Node id of the leader of each partition. */
  readonly leaders: readonly number[]
}

/** The versions of an API that a broker lists, both included. */
type VersionRange = readonly [lowest: number, highest: number]

/** The cluster under test as the cases see it. */
export class ConformanceCluster {
  readonly nodeIds: readonly number[]
  readonly #addresses: ReadonlyMap<number, { host: string; port: number }>
  readonly #clients: Map<number, RawClient>
  readonly #strays: RawClient[]
  readonly #listed: ReadonlyMap<number, VersionRange>
  readonly #patienceMs: number

  private constructor(
    addresses: ReadonlyMap<number, { host: string; port: number }>,
    listed: ReadonlyMap<number, VersionRange>,
    patienceMs: number,
  ) {
    this.nodeIds = [...addresses.keys()]
    this.#addresses = addresses
    this.#clients = new Map()
    this.#strays = []
    this.#listed = listed
    this.#patienceMs = patienceMs
  }

  static async connect(target: ConformanceTarget): Promise<ConformanceCluster> {
    const [host = '', port = ''] = (target.brokers[0] ?? '').split(':')
    const client = await RawClient.connect(host, Number(port))
    const { brokers } = await client.send(METADATA, 9, { topics: [] })
    const { apiKeys } = await client.send(API_VERSIONS, 0, {})
    client.close()
    const addresses = brokers.map((broker) => [broker.nodeId, broker] as const)
    const listed = apiKeys.map(({ apiKey, minVersion, maxVersion }): [number, VersionRange] => [
      apiKey,
      [minVersion, maxVersion],
    ])
    return new ConformanceCluster(new Map(addresses), new Map(listed), target.patienceMs)
  }

  /** Whether the cluster lists this version of a request. */
  speaks(schema: MessageSchema<unknown>, version: number): boolean {
    const [lowest, highest] = this.#listed.get(schema.apiKey) ?? [0, -1]
    return version >= lowest && version <= highest
  }

  /** The highest version of a request that the cluster lists and that has a schema. */
  highest(schema: MessageSchema<unknown>): number {
    return Math.min(this.#listed.get(schema.apiKey)?.[1] ?? -1, schema.maxVersion)
  }

  /** Sends a request to one broker, the first unless told otherwise. */
  async send<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    body: NoInfer<Request>,
    nodeId = this.nodeIds[0] ?? -1,
  ): Promise<Response> {
    const client = this.#clients.get(nodeId) ?? (await this.#dial(nodeId))
    this.#clients.set(nodeId, client)
    return client.send(api, version, body)
  }

  /** A connection of its own, for what would hold up the others; closed with the cluster at the latest. */
  async open(nodeId = this.nodeIds[0] ?? -1): Promise<RawClient> {
    const client = await this.#dial(nodeId)
    this.#strays.push(client)
    return client
  }

  /** A topic name that nobody has used. */
  newName(): string {
    return `conformance-${randomUUID()}`
  }

  async createTopic(
    configs: Readonly<Record<string, string>> = {},
    numPartitions = 1,
  ): Promise<ConformanceTopic> {
    const name = this.newName()
    const topic = {
      name,
      numPartitions,
      replicationFactor: 1,
      assignments: [],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }
    const created = await this.send(CREATE_TOPICS, 7, { topics: [topic], timeoutMs: 30_000 })
    const error = errorName(created.topics[0]?.errorCode)
    if (error !== 'NONE') throw new Error(`The topic of the case was refused: ${error}`)
    return this.#settled(name, numPartitions)
  }

  /** The node that coordinates a group, once it has loaded the group's part of the offsets topic. */
  coordinatorOf(group: string): Promise<number> {
    return this.eventually(async () => {
      const found = await this.send(FIND_COORDINATOR, 3, { key: group, keyType: 0 })
      if (found.errorCode !== 0) return undefined
      const { groups } = await this.send(DESCRIBE_GROUPS, 4, { groups: [group] }, found.nodeId)
      return groups[0]?.errorCode === 0 ? found.nodeId : undefined
    })
  }

  /** Asks until there is an answer, for as long as the target has patience. */
  async eventually<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
    const deadlineMs = performance.now() + this.#patienceMs
    for (;;) {
      const value = await ask()
      if (value !== undefined) return value
      if (performance.now() >= deadlineMs) throw new Error('It did not come true in time')
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS))
    }
  }

  close(): void {
    for (const client of [...this.#clients.values(), ...this.#strays]) client.close()
  }

  async #dial(nodeId: number): Promise<RawClient> {
    const address = this.#addresses.get(nodeId)
    if (address === undefined) throw new Error(`There is no node ${nodeId}`)
    return RawClient.connect(address.host, address.port, (schema, version) =>
      this.speaks(schema, version),
    )
  }

  /** The topic once every broker knows it and each partition has a leader. */
  async #settled(name: string, numPartitions: number): Promise<ConformanceTopic> {
    const known = this.nodeIds.map((nodeId) =>
      this.eventually(async () => {
        const request = { topics: [{ name }], allowAutoTopicCreation: false }
        const { topics } = await this.send(METADATA, 12, request, nodeId)
        const topic = topics[0]
        const partitions = [...(topic?.partitions ?? [])].sort(
          (left, right) => left.partitionIndex - right.partitionIndex,
        )
        const leaders = partitions.map(({ leaderId }) => leaderId)
        const isSettled = leaders.length === numPartitions && !leaders.includes(-1)
        return isSettled ? { name, id: topic?.topicId ?? '', leaders } : undefined
      }),
    )
    const [topic] = await Promise.all(known)
    if (topic === undefined) throw new Error('The cluster has no brokers')
    await Promise.all(
      topic.leaders.map((leader, partition) => this.#leads(leader, name, partition)),
    )
    return topic
  }

  /** A leader that is named in metadata may need another moment before it serves its partition. */
  #leads(nodeId: number, topic: string, partitionIndex: number): Promise<true> {
    const partitions = [{ partitionIndex, timestamp: LATEST }]
    return this.eventually(async () => {
      const request = { replicaId: -1, topics: [{ name: topic, partitions }] }
      const { topics } = await this.send(LIST_OFFSETS, 7, request, nodeId)
      return topics[0]?.partitions[0]?.errorCode === 0 ? true : undefined
    })
  }
}

/** Kafka's name of an error code; `undefined` shows as such in a failed expectation. */
export function errorName(code: number | undefined): string {
  return code === undefined ? 'undefined' : brokerErrorByCode(code).name
}
