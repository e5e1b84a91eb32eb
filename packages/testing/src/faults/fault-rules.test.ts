import {
  createTopicsRequest,
  createTopicsResponse,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { FrameClient } from '../../test/support/frame-client.ts'
import { PRODUCE, produce, produceBody } from '../../test/support/produce.ts'
import { testCluster } from '../../test/support/test-cluster.ts'

const METADATA = { request: metadataRequest, response: metadataResponse }
const CREATE_TOPICS = { request: createTopicsRequest, response: createTopicsResponse }
const ALL_TOPICS = { topics: null }
const NEW_TOPIC = {
  name: 'new',
  numPartitions: 1,
  replicationFactor: 1,
  assignments: [],
  configs: [],
}

/** A cluster whose topic `t` has two partitions, and how many records each holds. */
function start() {
  const cluster = testCluster()
  cluster.kafka.addPartitions('t', 2)
  const stored = () => [0, 1].map((partition) => cluster.kafka.log('t', partition).length)
  return { ...cluster, faults: cluster.kafka.faults, stored }
}

describe('a fault rule', () => {
  it('fires for every request that it matches, and counts them', () => {
    const { client, now, faults, stored } = start()
    const rule = faults.on({ api: 'Produce' }).error('KAFKA_STORAGE_ERROR')

    client().call(METADATA, 8, ALL_TOPICS)
    expect(produce(client(), 't', now()).error).toBe('KAFKA_STORAGE_ERROR')
    expect(produce(client(), 't', now()).error).toBe('KAFKA_STORAGE_ERROR')

    expect(rule.fired).toBe(2)
    expect(stored()).toEqual([0, 0])
  })

  it('skips requests before the nth, and fires once then', () => {
    const { client, now, faults } = start()
    const rule = faults.on({ api: 'Produce', nth: 2 }).error('KAFKA_STORAGE_ERROR')

    const errors = [1, 2, 3].map(() => produce(client(), 't', now()).error)

    expect(errors).toEqual(['NONE', 'KAFKA_STORAGE_ERROR', 'NONE'])
    expect(rule.fired).toBe(1)
  })

  it('fires as often as it is told', () => {
    const { client, now, faults } = start()
    faults.on({ api: 'Produce', times: 1 }).error('KAFKA_STORAGE_ERROR')
    faults.on({ api: 'Produce', nth: 2, times: 2 }).error('NOT_ENOUGH_REPLICAS')

    const errors = [1, 2, 3, 4, 5].map(() => produce(client(), 't', now()).error)

    expect(errors).toEqual([
      'KAFKA_STORAGE_ERROR',
      'NONE',
      'NOT_ENOUGH_REPLICAS',
      'NOT_ENOUGH_REPLICAS',
      'NONE',
    ])
  })

  it.each([
    ['another API', { api: 'Fetch' }, 0],
    ['another version', { version: 9 }, 0],
    ['its version', { version: 10 }, 1],
    ['another node', { node: 2 }, 0],
    ['its node', { node: 1 }, 1],
    ['another client', { clientId: 'else' }, 0],
    ['its client', { clientId: 'test' }, 1],
    ['another topic', { topic: 'u' }, 0],
    ['another partition', { partition: 1 }, 0],
    ['its topic and partition', { topic: 't', partition: 0 }, 1],
    ['a condition that does not hold', { when: () => false }, 0],
    ['everything', {}, 1],
  ])('that is for %s', (_what, match, fired) => {
    const { client, now, faults } = start()
    const rule = faults.on(match).throttle(1)

    produce(client(), 't', now())

    expect(rule.fired).toBe(fired)
  })

  it('shows its condition the decoded request', () => {
    const { client, now, faults } = start()
    const seen: unknown[] = []
    faults.on({ when: ({ api, request }) => seen.push([api, request]) < 0 }).disconnect()

    produce(client(), 't', now())

    expect(seen).toMatchObject([['Produce', { acks: -1, topicData: [{ name: 't' }] }]])
  })

  it('knows topics that a request names by their ids', () => {
    const { client, now, faults, state } = start()
    const rule = faults.on({ topic: 't' }).error('KAFKA_STORAGE_ERROR')
    const [topic] = produceBody('t', now()).topicData
    const topicData = [
      { topicId: state.topic('t')?.id ?? '', partitionData: topic?.partitionData ?? [] },
    ]

    const { responses } = client().call(PRODUCE, 13, { acks: 1, timeoutMs: 1, topicData })

    expect(errorName(responses[0]?.partitionResponses[0]?.errorCode)).toBe('KAFKA_STORAGE_ERROR')
    expect(rule.fired).toBe(1)
  })

  it('lets requests pass once it is removed', () => {
    const { client, now, faults } = start()
    const rule = faults.on().error('KAFKA_STORAGE_ERROR')
    faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')

    rule.remove()
    expect(produce(client(), 't', now()).error).toBe('NOT_ENOUGH_REPLICAS')

    faults.clear()
    expect(produce(client(), 't', now()).error).toBe('NONE')
  })

  it.each([{ nth: 0 }, { nth: 1.5 }, { times: -1 }, { times: Number.NaN }])(
    'refuses %j',
    (match) => {
      expect(() => start().faults.on(match).disconnect()).toThrow(RangeError)
    },
  )
})

describe('the fault', () => {
  it('error refuses the partition that it names and serves the others', () => {
    const { client, now, faults, stored } = start()
    faults.on({ api: 'Produce', partition: 1 }).error('KAFKA_STORAGE_ERROR', { message: 'disk' })
    const [one] = produceBody('t', now(), 0).topicData
    const [two] = produceBody('t', now(), 1).topicData
    const partitionData = [...(one?.partitionData ?? []), ...(two?.partitionData ?? [])]

    const { responses } = client().call(PRODUCE, 9, {
      acks: -1,
      timeoutMs: 1,
      topicData: [{ name: 't', partitionData }],
    })

    expect(responses[0]?.partitionResponses).toMatchObject([
      { index: 0, errorCode: 0 },
      { index: 1, errorCode: 56, baseOffset: -1n, errorMessage: 'disk' },
    ])
    expect(stored()).toEqual([1, 0])
  })

  it('error refuses the topic that it names in Metadata', () => {
    const { client, kafka, faults } = start()
    kafka.createTopic('u')
    faults.on({ api: 'Metadata', topic: 't' }).error('LEADER_NOT_AVAILABLE')

    const { topics } = client().call(METADATA, 8, { topics: [{ name: 't' }, { name: 'u' }] })

    expect(topics.map(({ errorCode }) => errorName(errorCode))).toEqual([
      'LEADER_NOT_AVAILABLE',
      'NONE',
    ])
  })

  it('error refuses other requests as a whole', () => {
    const { client, faults, state } = start()
    faults.on({ api: 'CreateTopics' }).error('NOT_CONTROLLER')

    const { topics } = client().call(CREATE_TOPICS, 5, { topics: [NEW_TOPIC] })

    expect(errorName(topics[0]?.errorCode)).toBe('NOT_CONTROLLER')
    expect(state.topic('new')).toBeUndefined()
  })

  it('applyThenError applies and says that it did not', () => {
    const { client, now, faults, stored } = start()
    faults.on({ api: 'Produce', topic: 't', partition: 0 }).applyThenError('REQUEST_TIMED_OUT')

    expect(produce(client(), 't', now())).toMatchObject({
      error: 'REQUEST_TIMED_OUT',
      baseOffset: -1n,
      errorMessage: 'Injected REQUEST_TIMED_OUT',
    })

    expect(stored()).toEqual([1, 0])
  })

  it('applyThenError leaves the partitions that it does not name as they were', () => {
    const { client, now, faults, stored } = start()
    faults.on({ partition: 1 }).applyThenError('REQUEST_TIMED_OUT')
    const [one] = produceBody('t', now(), 0).topicData
    const [two] = produceBody('t', now(), 1).topicData
    const partitionData = [...(one?.partitionData ?? []), ...(two?.partitionData ?? [])]

    const { responses } = client().call(PRODUCE, 9, {
      acks: -1,
      timeoutMs: 1,
      topicData: [{ name: 't', partitionData }],
    })

    expect(responses[0]?.partitionResponses.map(({ errorCode }) => errorName(errorCode))).toEqual([
      'NONE',
      'REQUEST_TIMED_OUT',
    ])
    expect(stored()).toEqual([1, 1])
  })

  it('delay applies at once and answers later', () => {
    const { client, clock, now, faults, stored } = start()
    faults.on({ api: 'Produce' }).delay(100)

    const sent = client().send(PRODUCE, 9, produceBody('t', now()))
    expect(stored()).toEqual([1, 0])
    clock.advance(99)
    expect(client().written).toEqual([])
    clock.advance(1)

    expect(client().take(sent).responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
  })

  it('throttle answers with a throttle time', () => {
    const { client, now, faults } = start()
    faults.on().throttle(250)

    expect(client().call(PRODUCE, 9, produceBody('t', now())).throttleTimeMs).toBe(250)
  })

  it.each([
    ['dropRequest', [0, 0]],
    ['applyThenDrop', [1, 0]],
  ] as const)('%s hangs the connection for good, and no other', (fault, expected) => {
    const { client, kafka, now, faults, stored } = start()
    faults.on({ api: 'Produce', times: 1 })[fault]()

    client().send(PRODUCE, 9, produceBody('t', now()))
    client().send(METADATA, 8, ALL_TOPICS)
    client().send(PRODUCE, 9, produceBody('t', now()))

    expect(stored()).toEqual(expected)
    expect([client().written.length, client().closed]).toEqual([0, false])
    expect(new FrameClient(kafka.cluster).call(METADATA, 8, ALL_TOPICS).topics.length).toBe(1)
  })

  it.each([
    ['disconnect', [0, 0]],
    ['applyThenDisconnect', [1, 0]],
  ] as const)('%s closes the connection in place of an answer', (fault, expected) => {
    const { client, now, faults, stored } = start()
    faults.on({ api: 'Produce' })[fault]()

    client().send(PRODUCE, 9, produceBody('t', now()))

    expect(stored()).toEqual(expected)
    expect([client().written.length, client().closed]).toEqual([0, true])
  })

  it('applyThenDisconnect and applyThenDrop also take requests that want no answer', () => {
    const { client, now, faults, stored } = start()
    faults.on({ api: 'Produce' }).applyThenDisconnect()

    client().send(PRODUCE, 9, produceBody('t', now(), 0, 0))

    expect(stored()).toEqual([1, 0])
    expect(client().closed).toBe(true)
  })

  it('cutResponseAt ends the answer and the connection after so many bytes', () => {
    const { client, now, faults, stored } = start()
    faults.on({ api: 'Produce' }).cutResponseAt(9)

    client().send(PRODUCE, 9, produceBody('t', now()))

    expect(stored()).toEqual([1, 0])
    expect(client().written.map(({ length }) => length)).toEqual([9])
    expect(client().closed).toBe(true)
  })

  it('corrupt sends what the test makes of the answer', () => {
    const { client, faults } = start()
    faults.on().corrupt((response) => Buffer.concat([response, Buffer.of(7)]))

    client().send(METADATA, 8, ALL_TOPICS)

    const [answer] = client().written
    expect(answer?.readInt32BE(0)).toBe((answer?.length ?? 0) - 5)
    expect(answer?.at(-1)).toBe(7)
  })

  it('lengthPrefix sends a wrong length', () => {
    const { client, faults } = start()
    faults.on().lengthPrefix(-5)

    client().send(METADATA, 8, ALL_TOPICS)

    expect(client().written[0]?.readInt32BE(0)).toBe(-5)
  })

  it('hold keeps answers until they are released, one at a time and in any order', () => {
    const { client, kafka, now, faults, stored } = start()
    const other = new FrameClient(kafka.cluster)
    const first = faults.on({ topic: 't', partition: 0 }).hold()
    const second = faults.on({ topic: 't', partition: 1 }).hold()

    client().send(PRODUCE, 9, produceBody('t', now(), 0))
    other.send(PRODUCE, 9, produceBody('t', now(), 1))
    expect(stored()).toEqual([1, 1])
    expect([first.held, client().written.length, other.written.length]).toEqual([1, 0, 0])

    second.release()
    expect([client().written.length, other.written.length]).toEqual([0, 1])
    first.release()
    first.release()
    expect([first.held, client().written.length]).toEqual([0, 1])
  })

  it('hold lets all go when the rule is removed', () => {
    const { client, kafka, faults } = start()
    const other = new FrameClient(kafka.cluster)
    const rule = faults.on({ api: 'Metadata' }).hold()
    client().send(METADATA, 8, ALL_TOPICS)
    other.send(METADATA, 8, ALL_TOPICS)

    rule.remove()

    expect([client().written.length, other.written.length]).toEqual([1, 1])
  })
})
