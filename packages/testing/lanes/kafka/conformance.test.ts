import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_CASES } from '../../conformance/all-cases.ts'
import { ConformanceCluster } from '../../conformance/conformance-cluster.ts'
import { UnspokenVersionError } from '../../conformance/unspoken-version-error.ts'

const BROKERS = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '')
const VERSION = process.env['KAFKA_VERSION'] ?? ''

/** What older clusters do not list, so that what the cases say of it is not about them; nothing else is left out. */
const UNSPOKEN: Readonly<Record<string, readonly string[]>> = {
  '4.3.1': [],
  '3.9.2': ['Metadata 13', 'Produce 12', 'Produce 13'],
}

describe(`Apache Kafka ${VERSION}`, () => {
  const unspoken = new Set<string>()
  let cluster: ConformanceCluster

  beforeAll(async () => {
    expect(BROKERS, 'KAFKA_BROKERS names the cluster').not.toEqual([])
    cluster = await ConformanceCluster.connect({ brokers: BROKERS, patienceMs: 30_000 })
  })

  afterAll(() => cluster.close())

  for (const { api, title, run } of ALL_CASES.filter(
    ({ brokers = 1 }) => brokers <= BROKERS.length,
  )) {
    it(`${api} ${title}`, async () => {
      try {
        await run(cluster)
      } catch (error) {
        if (!(error instanceof UnspokenVersionError)) throw error
        unspoken.add(error.version)
      }
    })
  }

  it('lists every version that the cases ask for, but for those that it is known not to have', () => {
    expect([...unspoken].toSorted()).toEqual(UNSPOKEN[VERSION])
  })
})
