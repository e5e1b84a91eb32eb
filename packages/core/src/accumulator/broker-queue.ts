import { IntrusiveList, type ListItem } from './intrusive-list.ts'
import type { PartitionQueue } from './partition-queue.ts'

/**
 * The longest silence that a broker gets, in milliseconds. One that wants more does not read its socket meanwhile, and a wrong
 * number is not worth days (the field holds 24 of them).
 */
const MAX_THROTTLE_MS = 60_000

/** The partitions that one broker leads and that have something to send, and what is on the wire to it. */
export class BrokerQueue implements ListItem<BrokerQueue> {
  readonly nodeId: number
  /** Partitions whose next batch is closed. */
  readonly full = new IntrusiveList<PartitionQueue>()
  /** Partitions whose next batch could still take records. */
  readonly unfilled = new IntrusiveList<PartitionQueue>()
  partitionsLed = 0
  requestsInFlight = 0
  /**
   * Requests with unfilled batches that are in flight, or whose records have not all settled: at most one, so that a busy producer
   * gathers while it waits, and while its callers are still being told and send more.
   */
  unfilledRequests = 0
  /** Whether unfilled batches found no room behind full ones: then they go first the next time, so that none starves. */
  unfilledFirst = false
  /** Whether a partition with a batch on the wire to this broker is led by another one by now. */
  deposed = false
  /** Whether something left for it that nobody will ever answer (`acks: 0`), on the connection that it has. */
  unanswered = false
  #mutedUntilMs = 0
  #heardAtMs = 0
  /** Since when something has waited for it, or when a request took some of that last. */
  waitingSinceMs = 0
  previous: BrokerQueue | null = null
  next: BrokerQueue | null = null
  list: IntrusiveList<BrokerQueue> | null = null

  constructor(nodeId: number) {
    this.nodeId = nodeId
  }

  /** The broker asked for silence until then (KIP-219). */
  get mutedUntilMs(): number {
    return this.#mutedUntilMs
  }

  get hasWaiting(): boolean {
    return this.full.first !== null || this.unfilled.first !== null
  }

  /** Whether it has taken nothing of what waits for it for longer than that. */
  isStuck(nowMs: number, timeoutMs: number): boolean {
    return this.hasWaiting && nowMs - this.waitingSinceMs > timeoutMs
  }

  /** When it last answered, or got a request while it owed no answer. */
  get heardAtMs(): number {
    return this.#heardAtMs
  }

  get hasSendable(): boolean {
    return this.full.first !== null || (this.unfilled.first !== null && this.unfilledRequests === 0)
  }

  throttle(throttleTimeMs: number, nowMs: number): void {
    const untilMs = nowMs + Math.min(throttleTimeMs, MAX_THROTTLE_MS)
    // Several answers may be on their way when the first one asks; a later one that asks for less does not take that back.
    this.#mutedUntilMs = Math.max(this.#mutedUntilMs, untilMs)
  }

  /** What a broker asked for on one connection does not hold for the next: it may be another process by then. */
  connectionClosed(): void {
    this.#mutedUntilMs = 0
    this.unanswered = false
  }

  /** Counts a request that leaves. */
  enterWire(unfilled: boolean, nowMs: number): void {
    if (this.requestsInFlight === 0) this.#heardAtMs = nowMs
    this.requestsInFlight++
    if (unfilled) this.unfilledRequests++
  }

  /** Counts a request that was answered or lost. */
  leaveWire(nowMs: number): void {
    this.#heardAtMs = nowMs
    this.requestsInFlight--
    if (this.requestsInFlight === 0) this.deposed = false
  }

  /** What became of a request has been told. */
  settled(unfilled: boolean): void {
    if (unfilled) this.unfilledRequests--
  }
}
