import { expect } from 'vitest'
import type { ConformanceCase } from './conformance-case.ts'
import type { ConformanceCluster, ConformanceTopic } from './conformance-cluster.ts'
import { fetchPartition } from './fetch-call.ts'
import { fetchedValues } from './fetched-values.ts'
import { produceVerdict } from './produce-call.ts'
import { newProducerId } from './producer-id-cases.ts'

/** One producer's batches to one partition, in the order of a script. */
interface Step {
  readonly epoch?: number
  readonly sequence: number
  /** Records in the batch. @default 1 */
  readonly count?: number
  readonly verdict: string
}

export const idempotenceCases: readonly ConformanceCase[] = [
  script('answers a repeated batch with its first offset, and stores it once', [
    { sequence: 0, count: 2, verdict: 'NONE at 0' },
    { sequence: 0, count: 2, verdict: 'NONE at 0' },
    { sequence: 2, verdict: 'NONE at 2' },
    { sequence: 0, count: 2, verdict: 'NONE at 0' },
  ]),
  script('answers OUT_OF_ORDER_SEQUENCE_NUMBER to a gap', [
    { sequence: 0, verdict: 'NONE at 0' },
    { sequence: 2, verdict: 'OUT_OF_ORDER_SEQUENCE_NUMBER' },
    { sequence: 1, verdict: 'NONE at 1' },
  ]),
  script('remembers the last five batches of a producer and no more', [
    ...[0, 1, 2, 3, 4, 5].map((sequence) => ({ sequence, verdict: `NONE at ${sequence}` })),
    { sequence: 1, verdict: 'NONE at 1' },
    { sequence: 0, verdict: 'OUT_OF_ORDER_SEQUENCE_NUMBER' },
  ]),
  script('takes a part of a stored batch for a gap', [
    { sequence: 0, count: 3, verdict: 'NONE at 0' },
    { sequence: 1, count: 2, verdict: 'OUT_OF_ORDER_SEQUENCE_NUMBER' },
  ]),
  script('starts a producer that it does not know at any sequence', [
    { sequence: 7, verdict: 'NONE at 0' },
    { sequence: 8, verdict: 'NONE at 1' },
  ]),
  script('goes on at 0 after the last sequence', [
    { sequence: 2_147_483_646, count: 2, verdict: 'NONE at 0' },
    { sequence: 0, verdict: 'NONE at 2' },
  ]),
  script('counts a batch across the wrap of the sequence', [
    { sequence: 2_147_483_646, count: 4, verdict: 'NONE at 0' },
    { sequence: 2, verdict: 'NONE at 4' },
  ]),
  script('starts a new epoch at sequence 0 only, and fences the one before', [
    { epoch: 0, sequence: 0, verdict: 'NONE at 0' },
    { epoch: 1, sequence: 1, verdict: 'OUT_OF_ORDER_SEQUENCE_NUMBER' },
    { epoch: 1, sequence: 0, verdict: 'NONE at 1' },
    { epoch: 0, sequence: 1, verdict: 'INVALID_PRODUCER_EPOCH' },
    { epoch: 0, sequence: 0, verdict: 'INVALID_PRODUCER_EPOCH' },
    { epoch: 1, sequence: 1, verdict: 'NONE at 2' },
  ]),
]

function script(title: string, steps: readonly Step[]): ConformanceCase {
  return {
    api: 'Produce',
    title,
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const producerId = await newProducerId(cluster)
      const verdicts: string[] = []

      for (const { epoch = 0, sequence, count = 1 } of steps) {
        const values = Array.from({ length: count }, (_, index) => `${epoch}/${sequence}/${index}`)
        const batch = { values, producerId, producerEpoch: epoch, baseSequence: sequence }
        verdicts.push(await produceVerdict(cluster, topic, batch))
      }

      expect(verdicts).toEqual(steps.map(({ verdict }) => verdict))
      expect(await storedCount(cluster, topic)).toBe(appendedCount(steps))
    },
  }
}

/** Records that the script's accepted batches hold, repeated ones counted once. */
function appendedCount(steps: readonly Step[]): number {
  const accepted = new Map(
    steps
      .filter(({ verdict }) => verdict.startsWith('NONE'))
      .map(({ verdict, count = 1 }) => [verdict, count]),
  )
  return [...accepted.values()].reduce((sum, count) => sum + count, 0)
}

async function storedCount(cluster: ConformanceCluster, topic: ConformanceTopic): Promise<number> {
  return fetchedValues((await fetchPartition(cluster, topic)).records).length
}
