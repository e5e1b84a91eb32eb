import { describe, expect, it } from 'vitest'
import { BrokerQueues } from './broker-queues.ts'
import { TopicQueues } from './topic-queues.ts'

const visited = (brokers: BrokerQueues, nowMs = 0): number[] => {
  const nodeIds: number[] = []
  for (let broker = brokers.firstActive; broker !== null; ) {
    nodeIds.push(broker.nodeId)
    broker = brokers.nextActive(broker, nowMs)
  }
  return nodeIds
}

describe('BrokerQueues', () => {
  it('has a pass look at those that have something to send or owe an answer', () => {
    const brokers = new BrokerQueues()
    const [one, two, three] = [1, 2, 3].map((nodeId) => brokers.of(nodeId))
    const queue = new TopicQueues('t').queue(0)
    one?.full.push(queue)
    two?.enterWire(false, 0)
    for (const broker of [one, two, three]) if (broker !== undefined) brokers.activate(broker)

    const first = visited(brokers)
    one?.full.remove(queue)
    const second = visited(brokers)
    two?.leaveWire(0)
    const third = visited(brokers)

    expect(first).toEqual([1, 2, 3])
    expect(second).toEqual([1, 2])
    expect(third).toEqual([2])
    expect(visited(brokers)).toEqual([])
  })

  it('forgets one that leads nothing any more', () => {
    const brokers = new BrokerQueues()
    const topic = new TopicQueues('t')
    brokers.setLeader(topic.queue(0), brokers.of(1), 0)
    brokers.setLeader(topic.queue(1), brokers.of(1), 0)

    brokers.setLeader(topic.queue(0), brokers.of(2), 0)
    const half = brokers.count
    brokers.setLeader(topic.queue(1), null, 0)

    expect(half).toBe(2)
    expect(brokers.count).toBe(1)
  })

  it('keeps one that leads nothing any more until it owes no answer', () => {
    const brokers = new BrokerQueues()
    const queue = new TopicQueues('t').queue(0)
    const broker = brokers.of(1)
    brokers.setLeader(queue, broker, 0)
    broker.enterWire(true, 0)
    brokers.activate(broker)

    brokers.setLeader(queue, null, 0)
    visited(brokers)
    const owing = brokers.count
    broker.leaveWire(0)
    visited(brokers)

    expect(owing).toBe(1)
    expect(brokers.count).toBe(0)
  })

  it('keeps one that asked for silence until the silence or the connection has ended', () => {
    const brokers = new BrokerQueues()
    const queue = new TopicQueues('t').queue(0)
    brokers.setLeader(queue, brokers.of(1), 0)
    brokers.of(1).throttle(1_000, 0)

    brokers.setLeader(queue, brokers.of(2), 500)
    const silent = brokers.of(1).mutedUntilMs
    brokers.connectionClosed(1, 600)

    expect(silent).toBe(1_000)
    expect(brokers.count).toBe(1)
  })

  it('makes none for a connection that closes', () => {
    const brokers = new BrokerQueues()

    brokers.connectionClosed(7, 0)

    expect(brokers.count).toBe(0)
  })
})
