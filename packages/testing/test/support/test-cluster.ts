import { createMemoryKafka } from '../../src/create-memory-kafka.ts'
import type { KafkaOptions } from '../../src/kafka-options.ts'
import { ManualClock } from '../../src/time/manual-clock.ts'
import { FrameClient } from './frame-client.ts'

/** A cluster in virtual time with the topic `t` of one partition, which node 1 leads, and a client at each node. */
export function testCluster(options: KafkaOptions = {}) {
  const clock = new ManualClock()
  const kafka = createMemoryKafka({ clock, ...options })
  kafka.createTopic('t', { partitions: 1 })
  const clients = kafka.cluster.state.nodes.map(
    ({ nodeId }) => new FrameClient(kafka.cluster, nodeId),
  )
  const client = (nodeId = 1): FrameClient => {
    const found = clients[nodeId - 1]
    if (found === undefined) throw new Error(`There is no node ${nodeId}`)
    return found
  }
  /** What a record sent now has for its time. */
  const now = () => ({ timestampMs: clock.wallTime() })
  return { clock, kafka, state: kafka.cluster.state, client, now }
}
