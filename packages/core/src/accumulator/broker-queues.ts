import { BrokerQueue } from './broker-queue.ts'
import { IntrusiveList } from './intrusive-list.ts'
import type { PartitionQueue } from './partition-queue.ts'

/**
 * The brokers that lead partitions, by node id. One that leads none any more is forgotten as soon as it owes no answer: a
 * cluster whose brokers are replaced, each by one with a new id, has had any number of them.
 */
export class BrokerQueues {
  readonly #byNodeId = new Map<number, BrokerQueue>()
  /** Those with something to send or an answer to give. One that is done with both leaves when a pass has seen it. */
  readonly #active = new IntrusiveList<BrokerQueue>()

  get count(): number {
    return this.#byNodeId.size
  }

  of(nodeId: number): BrokerQueue {
    let broker = this.#byNodeId.get(nodeId)
    if (broker === undefined) {
      broker = new BrokerQueue(nodeId)
      this.#byNodeId.set(nodeId, broker)
    }
    return broker
  }

  /** Has a broker lead a partition, or nobody (null). */
  setLeader(queue: PartitionQueue, broker: BrokerQueue | null, nowMs: number): void {
    const former = queue.broker
    queue.broker = broker
    if (broker !== null) broker.partitionsLed++
    if (former === null) return
    former.partitionsLed--
    this.#forgetIfUnused(former, nowMs)
  }

  /** @returns whether something had left on that connection that nobody will ever answer (`acks: 0`) */
  connectionClosed(nodeId: number, nowMs: number): boolean {
    const broker = this.#byNodeId.get(nodeId)
    if (broker === undefined) return false
    const { unanswered } = broker
    broker.connectionClosed()
    this.#forgetIfUnused(broker, nowMs)
    return unanswered
  }

  /** Has passes look at a broker until it has nothing to send and owes no answer. */
  activate(broker: BrokerQueue): void {
    if (broker.list === null) this.#active.push(broker)
  }

  /** Where a pass begins. */
  get firstActive(): BrokerQueue | null {
    return this.#active.first
  }

  /** The one that a pass looks at behind that one, which leaves if there is nothing more to see. */
  nextActive(broker: BrokerQueue, nowMs: number): BrokerQueue | null {
    const { next } = broker
    if (!broker.hasWaiting && broker.requestsInFlight === 0) {
      this.#active.remove(broker)
      this.#forgetIfUnused(broker, nowMs)
    }
    return next
  }

  // The silence that it asked for holds as long as its connection, which ends with the broker.
  #forgetIfUnused(broker: BrokerQueue, nowMs: number): void {
    if (broker.partitionsLed > 0 || broker.requestsInFlight > 0) return
    if (broker.mutedUntilMs > nowMs || this.#byNodeId.get(broker.nodeId) !== broker) return
    this.#byNodeId.delete(broker.nodeId)
  }
}
