import { metadataRequest, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { PRODUCE, produce, produceBody } from '../../test/support/produce.ts'
import { testCluster } from '../../test/support/test-cluster.ts'

const METADATA = { request: metadataRequest, response: metadataResponse }
const ALL_TOPICS = { topics: null }

describe('a fault rule with details', () => {
  it('tells of records, log start and leaders what the test wants, and applies nothing', () => {
    const { kafka, client, now } = testCluster()
    kafka.addPartitions('t', 2)
    const recordErrors = [{ batchIndex: 1, batchIndexErrorMessage: 'that one' }]
    kafka.faults.on({ api: 'Produce', topic: 't', partition: 0 }).error('INVALID_RECORD', {
      message: 'wrong',
      recordErrors,
      logStartOffset: 7,
      currentLeader: { leaderId: 9, leaderEpoch: 4 },
      nodeEndpoints: [{ nodeId: 9, host: 'elsewhere', port: 1 }],
    })
    const [data] = produceBody('t', now()).topicData[0]?.partitionData ?? []
    const partitionData = [0, 1].map((index) => ({ index, records: data?.records ?? null }))

    const response = client().call(PRODUCE, 10, {
      acks: -1,
      timeoutMs: 1_000,
      topicData: [{ name: 't', partitionData }],
    })

    const [refused, served] = response.responses[0]?.partitionResponses ?? []
    expect(errorName(refused?.errorCode)).toBe('INVALID_RECORD')
    expect(refused).toMatchObject({
      baseOffset: -1n,
      errorMessage: 'wrong',
      recordErrors,
      logStartOffset: 7n,
      currentLeader: { leaderId: 9, leaderEpoch: 4 },
    })
    expect(response.nodeEndpoints).toEqual([{ nodeId: 9, host: 'elsewhere', port: 1, rack: null }])
    expect(served).toMatchObject({ errorCode: 0, baseOffset: 0n })
    expect(kafka.records('t').map(({ partition }) => partition)).toEqual([1])
  })

  it('does the same after it has applied the request', () => {
    const { kafka, client, now } = testCluster()
    const details = { currentLeader: { leaderId: 9, leaderEpoch: 4 } }
    kafka.faults.on({ api: 'Produce' }).applyThenError('NOT_LEADER_OR_FOLLOWER', details)

    expect(produce(client(), 't', now())).toMatchObject({
      error: 'NOT_LEADER_OR_FOLLOWER',
      ...details,
    })
    expect(kafka.records('t').length).toBe(1)
  })
})

describe('more that can happen to an answer', () => {
  it('wrongCorrelationId answers a request that nobody made', () => {
    const { kafka, client } = testCluster()
    kafka.faults.on({ api: 'Metadata', nth: 1 }).wrongCorrelationId()

    const sent = client().send(METADATA, 8, ALL_TOPICS)

    expect(() => client().take(sent)).toThrow('The answer is to -2, not to 1')
    expect(client().call(METADATA, 8, ALL_TOPICS).brokers.length).toBe(1)
  })

  it('changeAnswer says another thing than the broker, in the version of the request', () => {
    const { kafka, client, now } = testCluster()
    const rule = kafka.faults
      .on({ api: 'Produce', times: 2 })
      .changeAnswer((response) => ({ ...Object(response), responses: [] }))

    const answers = [8, 9, 10].map((version) =>
      client().call(PRODUCE, version, produceBody('t', now())),
    )

    expect(rule.fired).toBe(2)
    expect(answers.map(({ responses }) => responses.length)).toEqual([0, 0, 1])
    expect(kafka.records('t').length).toBe(3)
  })

  it('duplicateResponse answers twice in one write', () => {
    const { kafka, client } = testCluster()
    kafka.faults.on({ api: 'Metadata', nth: 1 }).duplicateResponse()

    client().send(METADATA, 8, ALL_TOPICS)

    const [written] = client().written
    const half = (written?.length ?? 0) / 2
    expect(written?.readInt32BE(0)).toBe(half - 4)
    expect(written?.subarray(half)).toEqual(written?.subarray(0, half))
  })

  it.each([
    [{}, false],
    [{ rst: true }, true],
  ])('disconnect with %o ends the connection in that way, applied or not', (how, reset) => {
    const { kafka, client, now } = testCluster({ brokers: 2 })
    kafka.faults.on({ api: 'Metadata' }).disconnect(how)
    kafka.faults.on({ api: 'Produce' }).applyThenDisconnect(how)

    client(2).send(METADATA, 8, ALL_TOPICS)
    client(1).send(PRODUCE, 9, produceBody('t', now()))

    expect([client(2).closed, client(2).reset]).toEqual([true, reset])
    expect([client(1).closed, client(1).reset]).toEqual([true, reset])
    expect(kafka.records('t').length).toBe(1)
  })
})

describe('which requests a rule takes', () => {
  it('leaves to chance what it is told to, and the seed of the cluster decides', () => {
    const draws = [0.2, 0.9, 0.29, 0.3, 0.1]
    const { kafka, client } = testCluster({ random: { next: () => draws.shift() ?? 0 } })
    // The cluster's and the topic's ids were drawn before.
    draws.splice(0, draws.length, 0.2, 0.9, 0.29, 0.3, 0.1)
    const rule = kafka.faults.on({ api: 'Metadata', probability: 0.3 }).throttle(5)

    const throttled = [1, 2, 3, 4, 5].map(
      () => client().call(METADATA, 8, ALL_TOPICS).throttleTimeMs,
    )

    expect(throttled).toEqual([5, 0, 5, 0, 5])
    expect(rule.fired).toBe(3)
  })

  it.each([0, -0.1, 1.1, Number.NaN])('refuses the probability %d', (probability) => {
    const { kafka } = testCluster()

    expect(() => kafka.faults.on({ probability }).hold()).toThrow('probability must be')
  })

  it('gives rules that fire once the requests in turn', () => {
    const { kafka, client, now } = testCluster()
    kafka.faults.on({ api: 'Produce', times: 1 }).error('NOT_ENOUGH_REPLICAS')
    kafka.faults.on({ api: 'Produce', times: 1 }).error('REQUEST_TIMED_OUT')

    const errors = [1, 2, 3].map(() => produce(client(), 't', now()).error)

    expect(errors).toEqual(['NOT_ENOUGH_REPLICAS', 'REQUEST_TIMED_OUT', 'NONE'])
  })
})
