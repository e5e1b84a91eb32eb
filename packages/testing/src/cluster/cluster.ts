import {
  apiVersionsRequest,
  apiVersionsResponse,
  type DecodedRequestHeader,
  decodeRequestHeader,
  encodeResponseFrame,
  ProtocolError,
} from '@headwater/protocol'
import { FaultRules } from '../faults/fault-rules.ts'
import { serveWithFault } from '../faults/serve-with-fault.ts'
import { GroupCoordinator } from '../groups/group-coordinator.ts'
import { unsupportedApiVersions } from '../handlers/api-versions.ts'
import type { ClusterClock, ClusterTimer } from '../time/cluster-clock.ts'
import { Activity } from './activity.ts'
import type { Answer } from './answer.ts'
import type { ApiCall } from './api-route.ts'
import { BrokerConnection, type ConnectionPeer } from './broker-connection.ts'
import type { ClusterNode } from './cluster-node.ts'
import { ClusterSnapshot } from './cluster-snapshot.ts'
import { ClusterState, type ClusterStateOptions } from './cluster-state.ts'
import { ConnectionLog, type ObservedConnection } from './connection-log.ts'
import type { UnreplicatedTail } from './partition.ts'
import { ProduceJournal } from './produce-journal.ts'
import { ReceiveBudget } from './receive-budget.ts'
import { Replication } from './replication.ts'
import type { RequestContext } from './request-context.ts'
import { isEntryCountAllowed, isSizeAllowed } from './request-limits.ts'
import { type ObservedRequest, RequestLog } from './request-log.ts'
import { ADVERTISED_APIS, routeFor } from './request-router.ts'
import { ServedApis } from './served-apis.ts'
import type { Violation } from './violation.ts'

/** How many clients may be connected to the cluster at once; further ones are closed at once. */
export const MAX_CONNECTIONS = 1_000
/** How many violations are kept; the first ones tell what went wrong. */
export const MAX_VIOLATIONS = 1_000

/** What a cluster is made of. */
export interface ClusterOptions extends Omit<ClusterStateOptions, 'onTopicDeleted'> {
  readonly clock: ClusterClock
  readonly autoCreateTopics: boolean
  readonly replicationDelayMs: number
  /** Told of mistakes of this package itself, which answer the request with `UNKNOWN_SERVER_ERROR`. */
  readonly onInternalError: (error: unknown) => void
}

type Respond = (answer: Answer) => void

/**
 * A Kafka cluster as a pure function of its requests and its clock: frames in, answers out, no I/O. A shell moves the bytes:
 * over sockets, or in memory in virtual time.
 *
 * @public
 */
export class Cluster {
  readonly clock: ClusterClock
  readonly state: ClusterState
  readonly groups: GroupCoordinator
  readonly replication: Replication
  readonly faults: FaultRules
  readonly activity: Activity
  readonly journal = new ProduceJournal()
  readonly #options: ClusterOptions
  readonly #servedApis: ReadonlyMap<number, ServedApis>
  readonly #connections = new Set<BrokerConnection>()
  readonly #requests = new RequestLog()
  readonly #connectionLog = new ConnectionLog()
  readonly #violations: Violation[] = []
  readonly #receiveBudget = new ReceiveBudget()
  #nextConnectionId = 1
  #loaded: ClusterTimer = { cancel: () => {} }

  constructor(options: ClusterOptions) {
    this.clock = options.clock
    this.activity = new Activity(options.clock)
    this.faults = new FaultRules(options.random)
    this.groups = new GroupCoordinator({ clock: options.clock, random: options.random })
    const onTopicDeleted = (name: string): void => this.groups.forgetTopic(name)
    this.state = new ClusterState({ ...options, onTopicDeleted })
    this.replication = new Replication(this.state, options.clock, options.replicationDelayMs)
    const nodeIds = options.nodes.map(({ nodeId }) => nodeId)
    this.#servedApis = new Map(nodeIds.map((nodeId) => [nodeId, new ServedApis(ADVERTISED_APIS)]))
    this.state.onChange(() => this.activity.noticed())
    this.#options = options
  }

  /** Those that are open now, oldest first. */
  get connections(): readonly BrokerConnection[] {
    return [...this.#connections]
  }

  get requests(): readonly ObservedRequest[] {
    return this.#requests.all
  }

  /** The connections that clients dialled, the refused ones included, oldest first. */
  get observedConnections(): readonly ObservedConnection[] {
    return this.#connectionLog.all
  }

  get violations(): readonly Violation[] {
    return this.#violations
  }

  /** Which APIs a node serves, in which versions. @throws {RangeError} when there is no such node. */
  servedApis(nodeId: number): ServedApis {
    const apis = this.#servedApis.get(nodeId)
    if (apis === undefined) throw new RangeError(`There is no node ${nodeId}`)
    return apis
  }

  /** A client connects. Undefined when the node is dead or {@link MAX_CONNECTIONS} are there: the shell then closes it. */
  connect(nodeId: number, peer: ConnectionPeer): BrokerConnection | undefined {
    const alive = this.state.node(nodeId)?.alive === true
    const openedAt = this.clock.now()
    if (!alive || this.#connections.size >= MAX_CONNECTIONS) {
      this.dialRefused(nodeId)
      return undefined
    }
    const id = this.#nextConnectionId++
    const observed = this.#connectionLog.add(id, nodeId, openedAt)
    const identity = { id, nodeId, budget: this.#receiveBudget, observed }
    const connection = new BrokerConnection(this, peer, identity)
    if (this.state.node(nodeId)?.paused === true) connection.freeze()
    this.#connections.add(connection)
    this.activity.noticed()
    return connection
  }

  /** A client dialled a node and did not get through to it. */
  dialRefused(nodeId: number): void {
    this.#connectionLog.add(0, nodeId, this.clock.now())
    this.activity.noticed()
  }

  /** For the connection itself, when it has ended. */
  forgetConnection(connection: BrokerConnection): void {
    this.#connections.delete(connection)
    connection.observed.closedAt = this.clock.now()
    this.activity.noticed()
  }

  /** The node dies: its connections break first, then its partitions are led elsewhere, with or without what only it had. */
  killNode(node: ClusterNode, tail: UnreplicatedTail): void {
    this.#closeConnections(this.#connectionsOf(node))
    node.learn()
    node.paused = false
    this.state.nodeDied(node, tail)
  }

  /** The node stops where it is, as at SIGSTOP: connections stay open, new ones too, and nothing is served. */
  pauseNode(node: ClusterNode): void {
    node.paused = true
    for (const connection of this.#connectionsOf(node)) connection.freeze()
  }

  /** The node goes on and serves what arrived in the meantime. */
  resumeNode(node: ClusterNode): void {
    node.paused = false
    this.replication.resumed(node)
    for (const connection of this.#connectionsOf(node)) connection.thaw()
  }

  /** The node shuts down in order: what it leads moves, requests that wait for that are answered, connections close. */
  stopNode(node: ClusterNode): void {
    this.state.nodeDied(node)
    this.killNode(node, 'kept')
  }

  /** For `ms` milliseconds the node goes by what it knows now. */
  staleMetadata(node: ClusterNode, ms: number): void {
    const timer = this.clock.setTimer(ms, () => node.learn())
    node.believe(new ClusterSnapshot(this.state), timer)
  }

  /** For `ms` milliseconds no group is served: its coordinator is still reading it. */
  coordinatorLoading(ms: number): void {
    const { coordinators } = this.state
    coordinators.loading = true
    this.#loaded.cancel()
    this.#loaded = this.clock.setTimer(ms, () => {
      coordinators.loading = false
    })
  }

  /** Ends everything that would act later. */
  close(): void {
    this.#closeConnections(this.connections)
    this.#loaded.cancel()
    for (const node of this.state.nodes) node.learn()
    this.activity.end()
    this.groups.close()
    this.replication.close()
  }

  /**
   * Serves one request.
   *
   * @param frame Header and body, without the four bytes of length.
   * @param respond Called exactly once, now or later. A frame that is no request of this cluster, or one beyond its limits,
   *   closes the connection, as in Kafka; only ApiVersions is answered whatever its version.
   */
  handle(nodeId: number, connection: BrokerConnection, frame: Buffer, respond: Respond): void {
    const node = this.state.node(nodeId)
    const header = ignoreMalformed(() => decodeRequestHeader(frame))
    if (node === undefined || header === undefined) return respond({ kind: 'close' })
    const { apiKey, apiVersion } = header
    const apis = this.servedApis(nodeId)
    const route = apis.serves(apiKey, apiVersion) ? routeFor(apiKey, apiVersion) : undefined
    if (route === undefined) return respond(this.#unsupported(header, apis))
    if (!isSizeAllowed(header.apiKey, frame.length)) return respond({ kind: 'close' })
    const call = ignoreMalformed(() =>
      route.open(header.apiVersion, frame.subarray(header.bodyOffset)),
    )
    if (call === undefined || !isEntryCountAllowed(call.request)) return respond({ kind: 'close' })
    const observed = this.#requests.add({
      api: route.name,
      version: header.apiVersion,
      node: nodeId,
      clientId: header.clientId,
      connection: connection.id,
      time: this.clock.now(),
      throttledUntil: undefined,
    })
    connection.observed.clientId = header.clientId
    const rule = this.faults.take({ ...observed, request: call.request }, this.state)
    serveWithFault(rule, {
      call,
      clock: this.clock,
      context: this.#contextOf(node, connection, header, rule?.action.kind),
      encode: (response) => this.#encode(call, header, response),
      respond: (answer) => {
        if (rule?.action.kind === 'throttle' && answer.kind === 'frame') {
          observed.throttledUntil = this.clock.now() + rule.action.throttleMs
        }
        respond(answer)
        this.activity.noticed()
      },
      onInternalError: this.#options.onInternalError,
    })
    this.activity.noticed()
  }

  #contextOf(
    node: ClusterNode,
    connection: BrokerConnection,
    header: DecodedRequestHeader,
    fault: string | undefined,
  ): RequestContext {
    return {
      state: this.state,
      groups: this.groups,
      replication: this.replication,
      clock: this.clock,
      node,
      apiVersion: header.apiVersion,
      clientId: header.clientId,
      clientHost: connection.clientHost,
      autoCreateTopics: this.#options.autoCreateTopics,
      advertisedApis: this.servedApis(node.nodeId).advertised,
      injectedRefusal: () => undefined,
      journal: this.journal,
      connectionId: connection.id,
      fault,
      reportViolation: (violation) => {
        if (this.#violations.length < MAX_VIOLATIONS) this.#violations.push(violation)
      },
      onAbandoned: (callback) => connection.onAbandoned(callback),
    }
  }

  #encode(call: ApiCall, header: DecodedRequestHeader, response: unknown): Answer {
    try {
      const { apiVersion, correlationId } = header
      const bytes = encodeResponseFrame(call.response, apiVersion, correlationId, response)
      return { kind: 'frame', bytes }
    } catch (error) {
      this.#options.onInternalError(error)
      return { kind: 'close' }
    }
  }

  #unsupported({ apiKey, correlationId }: DecodedRequestHeader, apis: ServedApis): Answer {
    if (apiKey !== apiVersionsRequest.apiKey) return { kind: 'close' }
    const response = unsupportedApiVersions(apis.advertised)
    return {
      kind: 'frame',
      bytes: encodeResponseFrame(apiVersionsResponse, 0, correlationId, response),
    }
  }

  #connectionsOf(node: ClusterNode): readonly BrokerConnection[] {
    return this.connections.filter(({ nodeId }) => nodeId === node.nodeId)
  }

  #closeConnections(connections: readonly BrokerConnection[]): void {
    for (const connection of connections) connection.close()
  }
}

function ignoreMalformed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
