import { IntrusiveList } from './intrusive-list.ts'
import type { PartitionQueue } from './partition-queue.ts'

/** The partitions that one broker leads and that have something to send, and what is on the wire to it. */
export class BrokerQueue {
  readonly nodeId: number
  /** Partitions whose next batch is closed. */
  readonly full = new IntrusiveList<PartitionQueue>()
  /** Partitions whose next batch could still take records. */
  readonly unfilled = new IntrusiveList<PartitionQueue>()
  requestsInFlight = 0
  /** Of those, the ones that carry unfilled batches: at most one, so that a busy producer gathers while it waits. */
  unfilledRequestsInFlight = 0
  /** Whether unfilled batches found no room behind full ones: then they go first the next time, so that none starves. */
  unfilledFirst = false
  /** The broker asked for silence until then (KIP-219). */
  mutedUntilMs = 0

  constructor(nodeId: number) {
    this.nodeId = nodeId
  }

  get hasSendable(): boolean {
    return (
      this.full.first !== null ||
      (this.unfilled.first !== null && this.unfilledRequestsInFlight === 0)
    )
  }

  /** Counts a request that leaves. */
  enterWire(unfilled: boolean): void {
    this.requestsInFlight++
    if (unfilled) this.unfilledRequestsInFlight++
  }

  /** Counts a request that was answered or lost. */
  leaveWire(unfilled: boolean): void {
    this.requestsInFlight--
    if (unfilled) this.unfilledRequestsInFlight--
  }
}
