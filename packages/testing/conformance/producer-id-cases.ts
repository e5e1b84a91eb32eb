import { initProducerIdRequest, initProducerIdResponse } from '@headwater/protocol'
import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { type ConformanceCluster, errorName } from './conformance-cluster.ts'

const API = { request: initProducerIdRequest, response: initProducerIdResponse }
const IDEMPOTENT = { transactionalId: null, transactionTimeoutMs: 60_000 }

/** A producer id that nobody else has. */
export async function newProducerId(cluster: ConformanceCluster): Promise<bigint> {
  return cluster.eventually(async () => {
    const { errorCode, producerId } = await cluster.send(API, 4, IDEMPOTENT)
    return errorCode === 0 ? producerId : undefined
  })
}

export const producerIdCases: readonly ConformanceCase[] = [
  ...atVersions(
    'InitProducerId',
    [0, 5],
    'hands out a new producer id',
    async (cluster, version) => {
      const earlier = await newProducerId(cluster)

      const answer = await cluster.send(API, version, IDEMPOTENT)

      expect(errorName(answer.errorCode)).toBe('NONE')
      expect(answer.producerId).not.toBe(earlier)
      expect(answer.producerEpoch).toBe(0)
    },
  ),
  {
    api: 'InitProducerId',
    title: 'answers INVALID_REQUEST to an empty transactional id',
    run: async (cluster) => {
      const answer = await cluster.send(API, 4, { ...IDEMPOTENT, transactionalId: '' })

      expect(errorName(answer.errorCode)).toBe('INVALID_REQUEST')
    },
  },
]
