import { describe, expect, it } from 'vitest'
import { nodeProperties } from './node-properties.ts'

const CLUSTER = [1, 2, 3].map((nodeId) => ({
  nodeId,
  port: 100 + nodeId,
  controllerPort: 200 + nodeId,
}))
const [FIRST = { nodeId: 1, port: 101, controllerPort: 201 }] = CLUSTER

describe('nodeProperties', () => {
  it('replicates once on a single node, which nobody can replicate for', () => {
    const lines = nodeProperties(FIRST, [FIRST], '/data').split('\n')

    expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:201')
    expect(lines).toContain('listeners=PLAINTEXT://127.0.0.1:101,CONTROLLER://127.0.0.1:201')
    expect(lines).toContain('offsets.topic.replication.factor=1')
    expect(lines).toContain('min.insync.replicas=1')
    expect(lines).toContain('log.dirs=/data')
  })

  it('replicates to three nodes and goes on with two', () => {
    const lines = nodeProperties(FIRST, CLUSTER, '/data').split('\n')

    expect(lines).toContain(
      'controller.quorum.voters=1@127.0.0.1:201,2@127.0.0.1:202,3@127.0.0.1:203',
    )
    expect(lines).toContain('default.replication.factor=3')
    expect(lines).toContain('min.insync.replicas=2')
    expect(lines).toContain('transaction.state.log.min.isr=2')
  })
})
