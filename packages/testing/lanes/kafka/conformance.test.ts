import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_CASES } from '../../conformance/all-cases.ts'
import { ConformanceCluster } from '../../conformance/conformance-cluster.ts'

const BROKERS = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '')

describe('Apache Kafka', () => {
  let cluster: ConformanceCluster

  beforeAll(async () => {
    expect(BROKERS, 'KAFKA_BROKERS names the cluster').not.toEqual([])
    cluster = await ConformanceCluster.connect({ brokers: BROKERS, patienceMs: 30_000 })
  })

  afterAll(() => cluster.close())

  for (const { api, title, run } of ALL_CASES.filter(
    ({ brokers = 1 }) => brokers <= BROKERS.length,
  )) {
    it(`${api} ${title}`, () => run(cluster))
  }
})
