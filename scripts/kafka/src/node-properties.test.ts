import { describe, expect, it } from 'vitest'
import { type NodeAddress, type NodeRole, nodeProperties } from './node-properties.ts'

const BOTH: readonly NodeRole[] = ['broker', 'controller']
const SESSION_MS = 9_000

function address(nodeId: number, roles: readonly NodeRole[] = BOTH): NodeAddress {
  return { nodeId, roles, port: 100 + nodeId, controllerPort: 200 + nodeId }
}

function linesOf(node: NodeAddress, cluster: readonly NodeAddress[]): string[] {
  return nodeProperties(node, cluster, '/data', SESSION_MS).split('\n')
}

describe('nodeProperties', () => {
  it('replicates once on a single node, which nobody can replicate for', () => {
    const lines = linesOf(address(1), [address(1)])

    expect(lines).toContain('process.roles=broker,controller')
    expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:201')
    expect(lines).toContain('listeners=PLAINTEXT://127.0.0.1:101,CONTROLLER://127.0.0.1:201')
    expect(lines).toContain('offsets.topic.replication.factor=1')
    expect(lines).toContain('min.insync.replicas=1')
    expect(lines).toContain('log.dirs=/data')
    expect(lines).toContain('broker.session.timeout.ms=9000')
    expect(lines).toContain('broker.heartbeat.interval.ms=2000')
  })

  it('replicates to three nodes and goes on with two', () => {
    const lines = linesOf(
      address(1),
      [1, 2, 3].map((nodeId) => address(nodeId)),
    )

    expect(lines).toContain(
      'controller.quorum.voters=1@127.0.0.1:201,2@127.0.0.1:202,3@127.0.0.1:203',
    )
    expect(lines).toContain('default.replication.factor=3')
    expect(lines).toContain('min.insync.replicas=2')
    expect(lines).toContain('transaction.state.log.min.isr=2')
  })

  it('gives a controller of its own no records and no vote to brokers', () => {
    const controller = address(4, ['controller'])
    const cluster = [...[1, 2, 3].map((nodeId) => address(nodeId, ['broker'])), controller]

    expect(linesOf(controller, cluster)).toEqual(
      expect.arrayContaining([
        'process.roles=controller',
        'listeners=CONTROLLER://127.0.0.1:204',
        'controller.quorum.voters=4@127.0.0.1:204',
        'default.replication.factor=3',
      ]),
    )
    expect(linesOf(address(1, ['broker']), cluster)).toEqual(
      expect.arrayContaining(['process.roles=broker', 'listeners=PLAINTEXT://127.0.0.1:101']),
    )
  })
})
