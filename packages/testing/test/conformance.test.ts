import { apiByKey } from '@headwater/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_CASES } from '../conformance/all-cases.ts'
import { ConformanceCluster } from '../conformance/conformance-cluster.ts'
import { ADVERTISED_APIS } from '../src/cluster/request-router.ts'
import type { EmbeddedKafka } from '../src/embedded-kafka.ts'
import { startKafka } from '../src/start-kafka.ts'

// The same cases run against Apache Kafka in `lanes/kafka`.
describe.each([1, 3])('an embedded cluster of %i', (size) => {
  let kafka: EmbeddedKafka
  let cluster: ConformanceCluster

  beforeAll(async () => {
    kafka = await startKafka({ brokers: size, failOnViolations: false })
    cluster = await ConformanceCluster.connect({ brokers: kafka.brokers, patienceMs: 0 })
  })

  afterAll(async () => {
    cluster.close()
    await kafka.stop()
  })

  for (const { api, title, run } of ALL_CASES.filter(({ brokers = 1 }) => brokers <= size)) {
    it(`${api} ${title}`, () => run(cluster))
  }
})

describe('the conformance cases', () => {
  it('speak of every API that the embedded cluster advertises', () => {
    const advertised = ADVERTISED_APIS.map(({ apiKey }) => apiByKey(apiKey)?.name)

    expect([...new Set(ALL_CASES.map(({ api }) => api))].sort()).toEqual(advertised.sort())
  })
})
