import {
  type BrokerErrorName,
  brokerErrorCode,
  type JoinGroupResponse,
  type SyncGroupResponse,
} from '@headwater/protocol'
import type { ClusterClock } from '../time/cluster-clock.ts'
import { Deadline } from './deadline.ts'

/** An assignment strategy that a member offers, with what it tells the leader under that strategy. */
export interface GroupProtocol {
  readonly name: string
  readonly metadata: Uint8Array
}

/** What a member says about itself each time it joins. */
export interface MemberTerms {
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  /** Most wanted first. */
  readonly protocols: readonly GroupProtocol[]
}

/** Who a member is, for as long as it is a member. */
export interface MemberIdentity {
  readonly id: string
  /** `group.instance.id` of a static member (KIP-345), else null. */
  readonly instanceId: string | null
  readonly clientId: string
  readonly clientHost: string
}

export const NO_ASSIGNMENT = new Uint8Array(0)

/** One member of a group, with its parked requests: a JoinGroup or SyncGroup that is answered when the others are there. */
export class GroupMember {
  readonly identity: MemberIdentity
  readonly session: Deadline
  #terms: MemberTerms
  #assignment: Uint8Array
  #isNew: boolean
  #respondToJoin: ((response: JoinGroupResponse) => void) | undefined
  #respondToSync: ((response: SyncGroupResponse) => void) | undefined

  constructor(clock: ClusterClock, identity: MemberIdentity, terms: MemberTerms) {
    this.identity = identity
    this.session = new Deadline(clock)
    this.#terms = terms
    this.#assignment = NO_ASSIGNMENT
    this.#isNew = true
    this.#respondToJoin = undefined
    this.#respondToSync = undefined
  }

  get terms(): MemberTerms {
    return this.#terms
  }

  get assignment(): Uint8Array {
    return this.#assignment
  }

  get isAwaitingJoin(): boolean {
    return this.#respondToJoin !== undefined
  }

  /**
   * Whether silence is excused: a known member whose request we hold cannot send heartbeats. A new member does not know its
   * id yet, so a client that went away while joining would otherwise stay for ever.
   */
  get isExcusedFromHeartbeats(): boolean {
    return !this.#isNew && (this.isAwaitingJoin || this.#respondToSync !== undefined)
  }

  renew(terms: MemberTerms): void {
    this.#terms = terms
  }

  assign(assignment: Uint8Array): void {
    this.#assignment = assignment
  }

  settleIn(): void {
    this.#isNew = false
  }

  /** Whether the member offers the same strategies with the same words, in the same order. */
  offers(protocols: readonly GroupProtocol[]): boolean {
    const own = this.#terms.protocols
    if (own.length !== protocols.length) return false
    return own.every((protocol, index) => {
      const other = protocols[index]
      return (
        other !== undefined &&
        other.name === protocol.name &&
        Buffer.compare(other.metadata, protocol.metadata) === 0
      )
    })
  }

  metadataFor(protocolName: string): Uint8Array {
    const protocol = this.#terms.protocols.find(({ name }) => name === protocolName)
    return protocol?.metadata ?? NO_ASSIGNMENT
  }

  /** Holds a JoinGroup. One that was held before is answered, since answers leave a connection in request order. */
  parkJoin(respond: (response: JoinGroupResponse) => void): void {
    this.refuseJoin('REBALANCE_IN_PROGRESS')
    this.#respondToJoin = respond
  }

  answerJoin(response: JoinGroupResponse): void {
    const respond = this.#respondToJoin
    this.#respondToJoin = undefined
    respond?.(response)
  }

  refuseJoin(error: BrokerErrorName, memberId = this.identity.id): void {
    this.answerJoin(refusedJoin(error, memberId))
  }

  /** Holds a SyncGroup; see {@link parkJoin}. */
  parkSync(respond: (response: SyncGroupResponse) => void): void {
    this.refuseSync('REBALANCE_IN_PROGRESS')
    this.#respondToSync = respond
  }

  answerSync(response: SyncGroupResponse): void {
    const respond = this.#respondToSync
    this.#respondToSync = undefined
    respond?.(response)
  }

  refuseSync(error: BrokerErrorName): void {
    this.answerSync(refusedSync(error))
  }
}

/** Bytes that a member's strategies take, their names included. */
export function metadataBytes({ protocols }: MemberTerms): number {
  return protocols.reduce((sum, { name, metadata }) => sum + name.length + metadata.length, 0)
}

/** A JoinGroup answer that carries nothing but an error. */
export function refusedJoin(error: BrokerErrorName, memberId: string): JoinGroupResponse {
  return {
    errorCode: brokerErrorCode(error),
    generationId: -1,
    protocolName: null,
    leader: '',
    memberId,
    members: [],
  }
}

/** A SyncGroup answer that carries nothing but an error. */
export function refusedSync(error: BrokerErrorName): SyncGroupResponse {
  return { errorCode: brokerErrorCode(error), assignment: NO_ASSIGNMENT }
}
