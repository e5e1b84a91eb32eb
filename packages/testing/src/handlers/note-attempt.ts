import type { PartitionProduceData } from '@headwater/protocol'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { Partition } from '../cluster/partition.ts'
import type { ProduceAttempt } from '../cluster/produce-journal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { takeSingleBatch } from '../cluster/single-batch.ts'

const UNKNOWN = -1

/** What became of one partition's batch of a Produce request. */
export interface AttemptOutcome {
  readonly topic: string
  readonly topicId: string
  /** Undefined where there is no such partition. */
  readonly partition: Partition | undefined
  readonly verdict: ProduceAttempt['verdict']
  readonly baseOffset: number
  readonly hintedLeader: number
}

/** Writes an attempt into the cluster's journal; what is no batch at all leaves no trace there. */
export function noteAttempt(
  data: PartitionProduceData,
  outcome: AttemptOutcome,
  context: RequestContext,
): void {
  const batch = readBatch(data, context.apiVersion)
  if (batch === undefined) return
  const { topic, topicId, partition, verdict, baseOffset, hintedLeader } = outcome
  const stored = verdict === 'appended' ? partition?.log.batches.at(-1) : undefined
  context.journal.add({
    time: context.clock.now(),
    node: context.node.nodeId,
    connection: context.connectionId,
    clientId: context.clientId,
    topic,
    topicId,
    partition: data.index,
    header: batch.header,
    // The log's own copy where there is one; else a copy, because the frame may be much larger than this batch.
    bytes: stored?.bytes ?? Buffer.from(batch.bytes),
    verdict,
    baseOffset,
    fault: context.fault,
    leaderEpoch: partition?.leaderEpoch ?? UNKNOWN,
    hintedLeader,
  })
}

function readBatch({ records }: PartitionProduceData, apiVersion: number) {
  try {
    return takeSingleBatch(records, apiVersion)
  } catch (error) {
    if (error instanceof BrokerRefusal) return undefined
    throw error
  }
}
