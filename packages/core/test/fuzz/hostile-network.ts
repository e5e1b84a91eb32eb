import {
  type ApiVersionsResponse,
  apiByKey,
  apiVersionsResponse,
  decode,
  decodeResponseHeader,
  encodeResponseFrame,
} from '@headwater/protocol'
import type {
  ClientSocket,
  SocketFactory,
  SocketListener,
  SocketTarget,
} from '../../src/network/socket-factory.ts'
import type { Clock } from '../../src/time/clock.ts'
import type { Random } from '../../src/time/random.ts'
import type { OpenRequest } from './delivered-stream.ts'
import { FRAME_MUTATIONS, type HostileBytes } from './frame-mutations.ts'
import type { FuzzReport } from './fuzz-report.ts'
import { HostileConnection } from './hostile-connection.ts'
import { lyingAnswer } from './lying-answer.ts'
import { randomInteger } from './random-integer.ts'

const API_VERSIONS = 18
const METADATA = 3
/** What the oldest brokers that a producer speaks to have (Kafka 1.0), where the protocol has older versions. */
const LOWEST_VERSIONS = new Map([[METADATA, 4]])
const LENGTH_BYTES = 4
const MUTATIONS = Object.values(FRAME_MUTATIONS)
/** How many answers are kept to be given once more, much later. */
const REMEMBERED_FRAMES = 20
/** The share of answers that are attacked: of the API that a seed is after, and of the others. */
const SHARE_OF_TARGET = 0.5
const SHARE_OF_OTHERS = 0.12
const SHARE_OF_LIES = 0.4
const SHARE_UNASKED = 0.1

export interface HostileNetworkDependencies {
  readonly network: SocketFactory
  readonly clock: Clock
  readonly random: Random
  readonly report: FuzzReport
  readonly breach: (what: string) => void
  /** The name of the API whose answers are attacked most. */
  readonly target: string
}

/**
 * Stands between a producer and a cluster in memory. Some answers reach the producer as something else; brokers speak
 * versions that are drawn anew for every network, so that old answers are read, too.
 */
export class HostileNetwork implements SocketFactory {
  readonly #dependencies: HostileNetworkDependencies
  readonly #connections = new Set<HostileConnection>()
  readonly #remembered: Buffer[] = []
  readonly #highestVersions = new Map<number, number>()
  /** What is the highest version of ApiVersions that these brokers speak. */
  readonly highestApiVersions: number
  #calm = false
  #liedAboutTopics = false

  constructor(dependencies: HostileNetworkDependencies) {
    this.#dependencies = dependencies
    this.highestApiVersions = randomInteger(dependencies.random, 0, 4)
    this.#highestVersions.set(API_VERSIONS, this.highestApiVersions)
  }

  /** Whether untrue metadata was taken for an answer. */
  get liedAboutTopics(): boolean {
    return this.#liedAboutTopics
  }

  connect(target: SocketTarget, listener: SocketListener): ClientSocket {
    const { clock, network, breach } = this.#dependencies
    const connection = new HostileConnection(this, clock, listener, breach, () =>
      this.#connections.delete(connection),
    )
    this.#connections.add(connection)
    connection.dial(network, target)
    return connection
  }

  /** From now on every answer is honest, over new connections: those that heard a lie are reset. */
  calmDown(): void {
    this.#calm = true
    for (const connection of this.#connections) connection.reset()
  }

  /** Sends something that nobody asked for over one of the connections. */
  sendUnasked(): void {
    const { random, report } = this.#dependencies
    const connections = [...this.#connections].filter(({ isOpen }) => isOpen)
    const connection = connections[randomInteger(random, 0, connections.length - 1)]
    const old = this.#remembered[randomInteger(random, 0, this.#remembered.length - 1)]
    if (connection === undefined || old === undefined) return
    const bytes = random.next() < 0.5 ? old : mutated(old, random).bytes
    if (bytes.length === 0) return
    report.frame('unasked', 0, connection.deliver({ bytes, behind: 'goesOn' }, random))
  }

  /** What goes to the client as the answer to a request: the honest frame, or not. */
  answer(connection: HostileConnection, request: OpenRequest, honest: Buffer): void {
    const { random, report } = this.#dependencies
    const frame = request.apiKey === API_VERSIONS ? this.#withVersions(request, honest) : honest
    const api = apiByKey(request.apiKey)?.name ?? String(request.apiKey)
    this.#remember(frame)
    if (this.#calm || random.next() >= this.#shareOf(api)) {
      connection.deliver({ bytes: frame, behind: 'goesOn' }, random)
      return
    }
    const hostile = this.#hostile(request, frame)
    const outcome = connection.deliver(hostile, random)
    const isHonest = hostile.behind === 'goesOn' && hostile.bytes.equals(frame)
    if (isHonest) return
    report.frame(api, request.version, outcome)
    if (request.apiKey === METADATA && outcome === 'answered') this.#liedAboutTopics = true
  }

  #shareOf(api: string): number {
    return api === this.#dependencies.target ? SHARE_OF_TARGET : SHARE_OF_OTHERS
  }

  #hostile(request: OpenRequest, frame: Buffer): HostileBytes {
    const { random } = this.#dependencies
    if (random.next() < SHARE_OF_LIES)
      return { bytes: lyingAnswer(request, frame, random), behind: 'goesOn' }
    const old = this.#remembered[randomInteger(random, 0, this.#remembered.length - 1)]
    if (old === undefined || random.next() >= SHARE_UNASKED) return mutated(frame, random)
    // The answer to another question, with or without the id of this one.
    const bytes = Buffer.from(old)
    if (random.next() < 0.7) frame.copy(bytes, LENGTH_BYTES, LENGTH_BYTES, 2 * LENGTH_BYTES)
    return { bytes, behind: 'goesOn' }
  }

  #remember(frame: Buffer): void {
    this.#remembered.push(Buffer.from(frame))
    if (this.#remembered.length > REMEMBERED_FRAMES) this.#remembered.shift()
  }

  /** The same list with the highest versions that these brokers speak. */
  #withVersions(request: OpenRequest, frame: Buffer): Buffer {
    const header = decodeResponseHeader(
      apiVersionsResponse,
      request.version,
      frame.subarray(LENGTH_BYTES),
    )
    const bytes = frame.subarray(LENGTH_BYTES + header.bodyOffset)
    const body: ApiVersionsResponse = decode(apiVersionsResponse, request.version, bytes)
    const apiKeys = body.apiKeys.map((api) => ({ ...api, maxVersion: this.#highest(api) }))
    return encodeResponseFrame(apiVersionsResponse, request.version, request.correlationId, {
      ...body,
      apiKeys,
    })
  }

  #highest({
    apiKey,
    maxVersion,
  }: {
    readonly apiKey: number
    readonly maxVersion: number
  }): number {
    const drawn =
      this.#highestVersions.get(apiKey) ??
      randomInteger(this.#dependencies.random, lowestVersion(apiKey), maxVersion)
    this.#highestVersions.set(apiKey, drawn)
    return drawn
  }
}

function lowestVersion(apiKey: number): number {
  return LOWEST_VERSIONS.get(apiKey) ?? apiByKey(apiKey)?.request.minVersion ?? 0
}

function mutated(frame: Buffer, random: Random): HostileBytes {
  const mutation = MUTATIONS[randomInteger(random, 0, MUTATIONS.length - 1)]
  return mutation?.(frame, random) ?? { bytes: frame, behind: 'goesOn' }
}
