import type { FaultKind, Strike } from './fault-kind.ts'

/** What brokers do behind the back of a producer that has been silent for long, when nothing is on its way any more. */
export const QUIET_FAULTS: readonly FaultKind[] = [
  { name: 'producer forgotten', strike: forgetProducer },
  { name: 'records deleted', strike: deleteRecords },
]

function forgetProducer({ world, happened }: Strike): void {
  const { kafka } = world
  const producerIds = new Set(kafka.attempts().map(({ header }) => header.producerId))
  for (const producerId of producerIds) kafka.expireProducer(producerId)
  if (producerIds.size > 0) happened()
}

function deleteRecords({ world, dice, happened }: Strike): void {
  const { kafka, plan } = world
  for (const { name } of plan.topics) {
    for (const { index, log } of kafka.cluster.state.topic(name)?.partitions ?? []) {
      if (log.endOffset === log.startOffset || dice.chance(0.5)) continue
      kafka.deleteRecords(name, index, dice.whole(log.startOffset + 1, log.endOffset))
      happened()
    }
  }
}
