import type { EmbeddedKafka } from '@headwater/testing'
import type { FaultKind, Strike } from './fault-kind.ts'

const NODES = [1, 2, 3]
const MOST_PARTITIONS = 12

/** Faults of brokers, and changes of who leads what. */
export const CLUSTER_FAULTS: readonly FaultKind[] = [
  { name: 'broker killed', strike: (strike) => killFor(strike, [strike.dice.pick(NODES)]) },
  { name: 'broker killed with its tail', strike: killWithTail },
  {
    name: 'two brokers killed',
    strike: (strike) => killFor(strike, NODES.toSpliced(strike.dice.whole(0, 2), 1)),
  },
  { name: 'all brokers killed', strike: (strike) => killFor(strike, NODES) },
  { name: 'broker moved to another port', strike: moveBroker },
  { name: 'leader moved', strike: (strike) => moveLeader(strike) },
  { name: 'leader moved without its tail', strike: (strike) => moveLeader(strike, true) },
  { name: 'replicas out of sync', strike: leaveReplicas },
  { name: 'leader lost', strike: loseLeader },
  { name: 'broker paused', strike: pauseBroker },
  { name: 'stale metadata', strike: staleMetadata },
  { name: 'broker hidden from metadata', strike: hideBroker },
  { name: 'disk failed', strike: failDisk },
  { name: 'partitions added', strike: addPartitions },
  { name: 'topic deleted', strike: (strike) => unlessStale(strike, deleteTopic) },
  { name: 'topic recreated', strike: (strike) => unlessStale(strike, recreateTopic) },
  { name: 'topic recreated behind stale metadata', strike: recreateBehindStaleMetadata },
  {
    name: 'topic recreated in an outage',
    strike: (strike) => unlessStale(strike, (fresh) => inOutage(fresh, recreateTopic)),
  },
  { name: 'partitions added in an outage', strike: (strike) => inOutage(strike, addPartitions) },
]

function aliveNodes(kafka: EmbeddedKafka): number[] {
  return kafka.cluster.state.aliveNodes.map(({ nodeId }) => nodeId)
}

/** With fewer, a topic would be born with fewer replicas than its configuration asks for, and never be healthy. */
function allAlive(kafka: EmbeddedKafka): boolean {
  return aliveNodes(kafka).length === NODES.length
}

function killFor({ world, dice, happened, later }: Strike, nodeIds: readonly number[]): void {
  const { kafka } = world
  const alive = aliveNodes(kafka).filter((nodeId) => nodeIds.includes(nodeId))
  if (alive.length < nodeIds.length) return
  for (const nodeId of alive) {
    void kafka.kill(nodeId)
    later(dice.whole(50, 3_000), () => void kafka.restart(nodeId))
  }
  happened()
}

/** What its followers lack is gone: they lead, and it comes back as one of them. */
function killWithTail({ world, dice, happened, later }: Strike): void {
  const { kafka } = world
  const nodeId = dice.pick(NODES)
  if (!allAlive(kafka)) return
  void kafka.kill(nodeId, { loseUnflushed: true })
  later(dice.whole(50, 3_000), () => void kafka.restart(nodeId))
  happened()
}

function unlessStale(strike: Strike, change: (strike: Strike) => void): void {
  if (!anyStale(strike.world.kafka)) change(strike)
}

/** Whether some broker goes by what it knew some time ago. */
function anyStale({ cluster }: EmbeddedKafka): boolean {
  return cluster.state.nodes.some(({ belief }) => belief !== undefined)
}

function leaveReplicas({ world, dice, happened, later }: Strike): void {
  const { kafka } = world
  const place = pickPartition(world, dice)
  if (place === undefined || place.partition.leader < 0) return
  const { topic, partition } = place
  kafka.setIsr(topic, partition.index, [partition.leader])
  later(dice.whole(50, 2_000), () => {
    if (kafka.cluster.state.topic(topic)?.partitions.includes(partition)) {
      kafka.setIsr(topic, partition.index, partition.replicas)
    }
  })
  happened()
}

function moveBroker({ world, dice, happened, later }: Strike): void {
  const { kafka } = world
  // One of the addresses that the client was given stays, or nobody could ever find the cluster again.
  const nodeId = dice.pick(NODES.slice(1))
  if (!aliveNodes(kafka).includes(nodeId)) return
  void kafka.kill(nodeId)
  // The ports that it may move to are its own: no other broker ever listens there.
  const port = 10_000 * nodeId + dice.whole(1, 999)
  later(dice.whole(50, 1_000), () => void kafka.restart(nodeId, { port }))
  happened()
}

function moveLeader({ world, dice, happened }: Strike, loseUnflushed = false): void {
  const { kafka } = world
  const place = pickPartition(world, dice)
  const nodeId = dice.pick(aliveNodes(kafka))
  if (place === undefined || nodeId === undefined || place.partition.leader === nodeId) return
  if (!place.partition.inSyncReplicas.includes(nodeId)) return
  kafka.moveLeader(place.topic, place.partition.index, nodeId, { loseUnflushed })
  happened()
}

function loseLeader({ world, dice, happened, later }: Strike): void {
  const { kafka } = world
  const place = pickPartition(world, dice)
  if (place === undefined) return
  const { topic, partition } = place
  kafka.loseLeader(topic, partition.index)
  later(dice.whole(50, 3_000), () => {
    if (kafka.cluster.state.topic(topic)?.partitions.includes(partition)) {
      kafka.returnLeader(topic, partition.index)
    }
  })
  happened()
}

function pauseBroker({ world, dice, happened, later }: Strike): void {
  const { kafka } = world
  const nodeId = dice.pick(aliveNodes(kafka))
  if (nodeId === undefined) return
  kafka.pauseNode(nodeId)
  later(dice.whole(50, 5_000), () => kafka.resumeNode(nodeId))
  happened()
}

function staleMetadata({ world, dice, happened, later }: Strike): void {
  const { kafka } = world
  const nodeId = dice.pick(NODES)
  kafka.staleMetadata(nodeId, 60_000)
  later(dice.whole(500, 5_000), () => kafka.freshMetadata(nodeId))
  happened()
}

function hideBroker({ world, dice, happened, later }: Strike): void {
  const { kafka } = world
  const nodeId = dice.pick(NODES)
  kafka.hideFromMetadata(nodeId)
  later(dice.whole(50, 3_000), () => kafka.showInMetadata(nodeId))
  happened()
}

function failDisk({ world, dice, happened, later }: Strike): void {
  const { kafka } = world
  const nodeId = dice.pick(NODES)
  kafka.diskError(nodeId)
  later(dice.whole(50, 3_000), () => kafka.repairDisk(nodeId))
  happened()
}

function addPartitions({ world, dice, happened }: Strike): void {
  const { kafka, plan } = world
  const { name } = dice.pick(plan.topics)
  const topic = kafka.cluster.state.topic(name)
  if (topic === undefined || topic.partitions.length >= MOST_PARTITIONS || !allAlive(kafka)) return
  kafka.addPartitions(name, topic.partitions.length + dice.whole(1, 2))
  happened()
}

function deleteTopic({ world, dice, happened, later }: Strike): void {
  const { kafka, plan } = world
  const { name, ...settings } = dice.pick(plan.topics)
  if (kafka.cluster.state.topic(name) === undefined) return
  kafka.deleteTopic(name)
  later(dice.whole(10, 3_000), () => {
    // A client that asks for it may have created it by then.
    if (kafka.cluster.state.topic(name) === undefined && allAlive(kafka)) {
      kafka.createTopic(name, settings)
    }
  })
  happened()
}

function recreateTopic({ world, dice, happened }: Strike): void {
  const { kafka, plan } = world
  const { name } = dice.pick(plan.topics)
  if (kafka.cluster.state.topic(name) === undefined || !allAlive(kafka)) return
  kafka.recreateTopic(name, dice.chance(0.5) ? {} : { partitions: dice.whole(1, 6) })
  happened()
}

/** Some brokers go on telling of the topic that was, and serve it as far as they know. */
function recreateBehindStaleMetadata(strike: Strike): void {
  const { world, dice, later } = strike
  if (!allAlive(world.kafka) || anyStale(world.kafka)) return
  for (const nodeId of NODES.slice(dice.whole(0, 2))) {
    world.kafka.staleMetadata(nodeId, 60_000)
    later(dice.whole(100, 3_000), () => world.kafka.freshMetadata(nodeId))
  }
  recreateTopic(strike)
}

/** The client is cut off from it: what it knew when the brokers went is not what it finds when they are back. */
function inOutage(strike: Strike, change: (strike: Strike) => void): void {
  const { world, dice, later, happened } = strike
  const { kafka } = world
  if (!allAlive(kafka)) return
  let changed = false
  change({
    ...strike,
    happened: () => {
      changed = true
    },
  })
  if (!changed) return
  for (const nodeId of dice.chance(0.5) ? NODES : [dice.pick(NODES)]) {
    void kafka.kill(nodeId)
    later(dice.whole(50, 2_000), () => void kafka.restart(nodeId))
  }
  happened()
}

function pickPartition({ kafka, plan }: Strike['world'], dice: Strike['dice']) {
  const { name: topic } = dice.pick(plan.topics)
  const partition = dice.pick(kafka.cluster.state.topic(topic)?.partitions ?? [])
  return partition === undefined ? undefined : { topic, partition }
}
