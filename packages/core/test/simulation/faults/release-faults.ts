import type { FaultKind, Strike } from './fault-kind.ts'

/** What happens where brokers become others: no more and no less than a restart, and another version of Kafka behind it. */
export const RELEASE_FAULTS: readonly FaultKind[] = [
  { name: 'broker of another release', strike: changeRelease },
]

function changeRelease({ world, dice, happened, later }: Strike): void {
  const { kafka, plan, changed } = world
  const { brokers, next } = plan.releases
  const { aliveNodes } = kafka.cluster.state
  const left = aliveNodes.map(({ nodeId }) => nodeId).filter((nodeId) => !changed.has(nodeId))
  const nodeId = left[0]
  // One after the other, as an operator does it.
  if (next === null || nodeId === undefined || aliveNodes.length < brokers.length) return
  changed.add(nodeId)
  void kafka.stopNode(nodeId)
  later(dice.whole(20, 800), () => {
    kafka.profile(next, nodeId)
    void kafka.restart(nodeId)
  })
  happened()
}
