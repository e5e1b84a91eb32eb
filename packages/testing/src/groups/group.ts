import type { ClusterClock, ClusterTimer } from '../time/cluster-clock.ts'
import { CommittedOffsets } from './committed-offsets.ts'
import { Deadline } from './deadline.ts'
import type { GroupMember, GroupProtocol } from './group-member.ts'
import { type GroupState, NEXT_GROUP_STATES } from './group-state.ts'

/**
 * One classic consumer group: its members, its generation and what it committed. It knows who is there and what they agree
 * on; when to wait and whom to answer is decided in `rebalance.ts`.
 */
export class Group {
  readonly id: string
  readonly offsets: CommittedOffsets
  /** When to stop waiting for members to join. */
  readonly joinDeadline: Deadline
  /** When to stop waiting for members to fetch their assignment. */
  readonly syncDeadline: Deadline
  readonly #members: Map<string, GroupMember>
  readonly #memberIdByInstanceId: Map<string, string>
  readonly #pendingMembers: Map<string, ClusterTimer>
  readonly #awaitedSyncs: Set<string>
  #state: GroupState
  #previousState: GroupState
  #generationId: number
  #protocolType: string
  #protocolName: string | null
  #leaderId: string | undefined

  constructor(clock: ClusterClock, id: string) {
    this.id = id
    this.offsets = new CommittedOffsets()
    this.joinDeadline = new Deadline(clock)
    this.syncDeadline = new Deadline(clock)
    this.#members = new Map()
    this.#memberIdByInstanceId = new Map()
    this.#pendingMembers = new Map()
    this.#awaitedSyncs = new Set()
    this.#state = 'Empty'
    this.#previousState = 'Empty'
    this.#generationId = 0
    this.#protocolType = ''
    this.#protocolName = null
    this.#leaderId = undefined
  }

  get state(): GroupState {
    return this.#state
  }

  /** The state before this one: a group that was Empty waits for more members before its first generation. */
  get previousState(): GroupState {
    return this.#previousState
  }

  get generationId(): number {
    return this.#generationId
  }

  /** `consumer` for consumers; empty before the first member. */
  get protocolType(): string {
    return this.#protocolType
  }

  /** The strategy of this generation, null while there is none. */
  get protocolName(): string | null {
    return this.#protocolName
  }

  get leaderId(): string | undefined {
    return this.#leaderId
  }

  /** Members, with those that were handed an id and have not joined with it yet. */
  get size(): number {
    return this.#members.size + this.#pendingMembers.size
  }

  get members(): readonly GroupMember[] {
    return [...this.#members.values()]
  }

  get awaitedSyncs(): ReadonlySet<string> {
    return this.#awaitedSyncs
  }

  get haveAllJoined(): boolean {
    return this.#pendingMembers.size === 0 && this.members.every((member) => member.isAwaitingJoin)
  }

  /** As long as the most patient member allows. Kafka: `max.poll.interval.ms` of the consumers. */
  get rebalanceTimeoutMs(): number {
    return this.members.reduce((most, { terms }) => Math.max(most, terms.rebalanceTimeoutMs), 0)
  }

  transitionTo(next: GroupState): void {
    const allowed: readonly GroupState[] = NEXT_GROUP_STATES[this.#state]
    if (!allowed.includes(next)) {
      throw new Error(`Group ${this.id} cannot go from ${this.#state} to ${next}`)
    }
    this.#previousState = this.#state
    this.#state = next
  }

  member(memberId: string): GroupMember | undefined {
    return this.#members.get(memberId)
  }

  staticMemberId(instanceId: string): string | undefined {
    return this.#memberIdByInstanceId.get(instanceId)
  }

  isPending(memberId: string): boolean {
    return this.#pendingMembers.has(memberId)
  }

  /** Remembers an id that was handed out; `expiry` runs when its owner does not come back. */
  addPending(memberId: string, expiry: ClusterTimer): void {
    this.#pendingMembers.set(memberId, expiry)
  }

  removePending(memberId: string): void {
    this.#pendingMembers.get(memberId)?.cancel()
    this.#pendingMembers.delete(memberId)
  }

  add(member: GroupMember, protocolType: string): void {
    const { id, instanceId } = member.identity
    this.removePending(id)
    if (this.#members.size === 0) this.#protocolType = protocolType
    this.#members.set(id, member)
    if (instanceId !== null) this.#memberIdByInstanceId.set(instanceId, id)
  }

  remove(member: GroupMember): void {
    const { id, instanceId } = member.identity
    member.session.cancel()
    this.#members.delete(id)
    this.#awaitedSyncs.delete(id)
    if (instanceId !== null) this.#memberIdByInstanceId.delete(instanceId)
  }

  /** A static member came back under a new id (KIP-345): it inherits place, leadership and assignment. */
  replace(old: GroupMember, successor: GroupMember): void {
    const wasLeader = this.#leaderId === old.identity.id
    const wasAwaited = this.#awaitedSyncs.has(old.identity.id)
    successor.assign(old.assignment)
    this.remove(old)
    this.add(successor, this.#protocolType)
    if (wasLeader) this.#leaderId = successor.identity.id
    if (wasAwaited) this.#awaitedSyncs.add(successor.identity.id)
  }

  /** Whether a member with these strategies could take part: one of them must be offered by every member. */
  supports(protocolType: string, protocols: readonly GroupProtocol[]): boolean {
    if (this.#state === 'Empty') return protocolType !== '' && protocols.length > 0
    if (protocolType !== this.#protocolType) return false
    const common = this.#commonProtocols()
    return this.#members.size === 0 || protocols.some(({ name }) => common.has(name))
  }

  /** The strategy that most members want most, among those that all of them offer. */
  selectProtocol(): string | null {
    const common = this.#commonProtocols()
    const votes = new Map<string, number>()
    for (const { terms } of this.members) {
      const choice = terms.protocols.find(({ name }) => common.has(name))
      if (choice !== undefined) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1)
    }
    const [winner] = [...votes].sort(([, left], [, right]) => right - left)
    return winner?.[0] ?? null
  }

  /**
   * Makes sure that the leader is one who joined this time.
   * @returns Whether there is such a leader; false when nobody joined.
   */
  electJoinedLeader(): boolean {
    const leader = this.#leaderId === undefined ? undefined : this.member(this.#leaderId)
    if (leader?.isAwaitingJoin) return true
    const successor = this.members.find((member) => member.isAwaitingJoin)
    if (successor === undefined) return false
    this.#leaderId = successor.identity.id
    return true
  }

  /** Closes the join phase: to CompletingRebalance with whoever is there, or to Empty. */
  startNextGeneration(): void {
    this.#generationId += 1
    this.#protocolName = this.selectProtocol()
    this.transitionTo(this.#members.size > 0 ? 'CompletingRebalance' : 'Empty')
    this.#awaitedSyncs.clear()
    for (const id of this.#members.keys()) this.#awaitedSyncs.add(id)
  }

  noteSync(memberId: string): void {
    this.#awaitedSyncs.delete(memberId)
    if (this.#awaitedSyncs.size === 0) this.syncDeadline.cancel()
  }

  /** Takes every timer back. The group is not to be used afterwards. */
  dispose(): void {
    this.joinDeadline.cancel()
    this.syncDeadline.cancel()
    for (const memberId of [...this.#pendingMembers.keys()]) this.removePending(memberId)
    for (const member of this.members) this.remove(member)
  }

  /** The strategies that every member offers; none without members. */
  #commonProtocols(): Set<string> {
    const [first, ...others] = this.members.map(
      ({ terms }) => new Set(terms.protocols.map(({ name }) => name)),
    )
    return others.reduce(
      (common, offered) => new Set([...common].filter((name) => offered.has(name))),
      first ?? new Set(),
    )
  }
}
