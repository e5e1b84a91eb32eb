import {
  fetchRequest,
  fetchResponse,
  listOffsetsRequest,
  listOffsetsResponse,
  type ProduceResponse,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import type { BatchTerms } from '../conformance/record-batch.ts'
import { errorName } from './support/error-name.ts'
import { FrameClient } from './support/frame-client.ts'
import { PRODUCE, produce, produceBody } from './support/produce.ts'
import { testCluster } from './support/test-cluster.ts'

const FETCH = { request: fetchRequest, response: fetchResponse }
const LIST_OFFSETS = { request: listOffsetsRequest, response: listOffsetsResponse }
const LATEST = -1n
const ACKS_LEADER = 1
const IDEMPOTENT = { producerId: 7n, producerEpoch: 0 }

/** Three brokers whose followers are 100 ms behind, and short words for what the tests do. */
function start() {
  const cluster = testCluster({ brokers: 3, replicationDelayMs: 100 })
  const { kafka, client, now } = cluster
  const send = (terms: BatchTerms, acks = -1, nodeId = 1) =>
    client(nodeId).send(PRODUCE, 9, produceBody('t', { ...now(), ...terms }, 0, acks))
  const values = () => kafka.records('t').map(({ value }) => String(value))
  return { ...cluster, send, values }
}

function errorIn(response: ProduceResponse): string {
  return errorName(response.responses[0]?.partitionResponses[0]?.errorCode)
}

/** What a consumer reads of the topic `t` from its beginning, and the latest offset that it is told. */
function read(client: FrameClient) {
  const partition = { partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }
  const topics = [{ topic: 't', partitions: [partition] }]
  const body = { replicaId: -1, maxWaitMs: 0, minBytes: 0, maxBytes: 1_000_000, topics }
  const fetched = client.call(FETCH, 11, { ...body, forgottenTopicsData: [] })
  const data = fetched.responses[0]?.partitions[0]
  const asked = [{ partitionIndex: 0, timestamp: LATEST }]
  const listed = client.call(LIST_OFFSETS, 5, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: 't', partitions: asked }],
  })
  return {
    bytes: data?.records?.length,
    highWatermark: data?.highWatermark,
    latest: listed.topics[0]?.partitions[0]?.offset,
  }
}

describe('replication with a delay', () => {
  it('answers acks 1 at once, acks all when the followers have it', () => {
    const { clock, client, send } = start()
    const first = send({}, ACKS_LEADER)
    expect(errorIn(client().take(first))).toBe('NONE')

    const second = send({})
    clock.advance(99)
    expect(client().written).toEqual([])

    clock.advance(1)
    expect(client().take(second).responses[0]?.partitionResponses[0]?.baseOffset).toBe(1n)
  })

  it('shows consumers only what the followers have', () => {
    const { clock, kafka, client, send } = start()
    send({}, ACKS_LEADER, 1)

    const reader = new FrameClient(kafka.cluster)
    expect(read(reader)).toEqual({ bytes: 0, highWatermark: 0n, latest: 0n })

    clock.advance(100)
    expect(read(reader)).toMatchObject({ highWatermark: 1n, latest: 1n })
    expect(read(reader).bytes).toBeGreaterThan(61)
    expect(client().written.length).toBe(1)
  })

  it('times out like a leader whose followers are too slow, and keeps what it appended', () => {
    const { clock, kafka, client, send, values } = start()
    kafka.setReplicationDelay(5_000)

    const sent = send({ values: ['slow'] })
    clock.advance(1_000)

    expect(errorIn(client().take(sent))).toBe('REQUEST_TIMED_OUT')
    expect(values()).toEqual(['slow'])
  })

  it('answers a repeated batch only when the first is replicated', () => {
    const { clock, kafka, client, send } = start()
    send({ ...IDEMPOTENT, baseSequence: 0 })
    const other = new FrameClient(kafka.cluster)
    const body = produceBody('t', { timestampMs: clock.wallTime(), ...IDEMPOTENT, baseSequence: 0 })
    const repeated = other.send(PRODUCE, 9, body)
    expect([client().written.length, other.written.length]).toEqual([0, 0])

    clock.advance(100)

    expect(other.take(repeated).responses[0]?.partitionResponses[0]).toMatchObject({
      errorCode: 0,
      baseOffset: 0n,
    })
  })

  it('stops while the leader is stopped, and goes on with it', () => {
    const { clock, kafka, client, send } = start()
    const sent = send({})
    kafka.pauseNode(1)
    clock.advance(200)
    expect(kafka.cluster.state.topic('t')?.partitions[0]?.log.highWatermark).toBe(0)

    kafka.resumeNode(1)
    clock.advance(100)

    expect(errorIn(client().take(sent))).toBe('NONE')
  })

  it('tells a client that waits when the leader changes, although the record stays', () => {
    const { clock, kafka, client, send, values } = start()
    const sent = send({ ...IDEMPOTENT, baseSequence: 0, values: ['kept'] })

    kafka.moveLeader('t', 0, 2)

    const [answer] = client().take(sent).responses[0]?.partitionResponses ?? []
    expect(errorName(answer?.errorCode)).toBe('NOT_LEADER_OR_FOLLOWER')
    expect(values()).toEqual(['kept'])
    const again = client(2).send(
      PRODUCE,
      9,
      produceBody('t', {
        timestampMs: clock.wallTime(),
        ...IDEMPOTENT,
        baseSequence: 0,
        values: ['kept'],
      }),
    )
    expect(client(2).take(again).responses[0]?.partitionResponses[0]?.baseOffset).toBe(0n)
    expect(values()).toEqual(['kept'])
  })

  it('leaves no timer behind when the cluster stops', async () => {
    const { clock, kafka, send } = start()
    send({}, ACKS_LEADER)
    expect(clock.pendingTimers).toBe(1)

    await kafka.stop()

    expect(clock.pendingTimers).toBe(0)
  })

  it('is over at once when it is switched off', () => {
    const { kafka, client, send } = start()
    const sent = send({})

    kafka.setReplicationDelay(0)

    expect(errorIn(client().take(sent))).toBe('NONE')
  })
})

describe('kill with loseUnflushed', () => {
  it('loses what is above the high watermark, and nothing below it', async () => {
    const { clock, kafka, send, values } = start()
    send({ values: ['replicated'] }, ACKS_LEADER)
    clock.advance(100)
    send({ values: ['acknowledged by the leader alone'] }, ACKS_LEADER)
    send({ values: ['not acknowledged yet'] })

    await kafka.kill(1, { loseUnflushed: true })
    clock.advance(1_000)

    expect(values()).toEqual(['replicated'])
    expect(read(new FrameClient(kafka.cluster, 2))).toMatchObject({ highWatermark: 1n, latest: 1n })
  })

  it('forgets the sequences that went with it, and goes on from those that stayed', async () => {
    const { clock, kafka, client, now } = start()
    const terms = { ...now(), ...IDEMPOTENT }
    const send = (baseSequence: number, nodeId: number) =>
      client(nodeId).send(PRODUCE, 9, produceBody('t', { ...terms, baseSequence }, 0, ACKS_LEADER))
    send(0, 1)
    clock.advance(100)
    send(1, 1)
    send(2, 1)

    await kafka.kill(1, { loseUnflushed: true })

    const gap = send(2, 2)
    const next = send(1, 2)
    const repeated = send(0, 2)
    expect(errorIn(client(2).take(gap))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(client(2).take(next).responses[0]?.partitionResponses[0]?.baseOffset).toBe(1n)
    expect(client(2).take(repeated).responses[0]?.partitionResponses[0]?.baseOffset).toBe(0n)
    expect(kafka.violations()).toEqual([])
  })

  it('loses nothing of a partition that has no followers in sync', async () => {
    const { kafka, client, send, values } = start()
    kafka.setIsr('t', 0, [1])
    const sent = send({ values: ['alone'] })
    expect(errorIn(client().take(sent))).toBe('NONE')

    await kafka.kill(1, { loseUnflushed: true })
    await kafka.restart(1)

    expect(values()).toEqual(['alone'])
  })

  it('keeps everything without that option, and when a broker is stopped in order', async () => {
    const { kafka, client, send, values } = start()
    send({ values: ['first'] }, ACKS_LEADER)
    await kafka.kill(1)
    send({ values: ['second'] }, -1, 2)
    await kafka.stopNode(2)

    expect(values()).toEqual(['first', 'second'])
    // The client of the second heard that it must look elsewhere before its connection closed.
    expect([client(2).written.length, client(2).closed]).toEqual([1, true])
  })

  it('loses the same when a leader is moved that way', () => {
    const { kafka, send, values } = start()
    send({ values: ['lost'] }, ACKS_LEADER)

    kafka.moveLeader('t', 0, 2, { loseUnflushed: true })

    expect(values()).toEqual([])
  })
})

describe('setIsr', () => {
  it('refuses acks all below min.insync.replicas, before and after the append', () => {
    const { kafka, client, send, now } = start()
    kafka.createTopic('strict', { partitions: 1, config: { 'min.insync.replicas': '2' } })
    const append = () => client().send(PRODUCE, 9, produceBody('strict', now()))
    const waiting = append()

    kafka.setIsr('strict', 0, [1])
    expect(errorIn(client().take(waiting))).toBe('NOT_ENOUGH_REPLICAS_AFTER_APPEND')
    const refused = append()
    expect(errorIn(client().take(refused))).toBe('NOT_ENOUGH_REPLICAS')
    expect(kafka.records('strict').length).toBe(1)

    kafka.setIsr('strict', 0, [1, 2, 3])
    kafka.setReplicationDelay(0)
    const healed = append()
    expect(errorIn(client().take(healed))).toBe('NONE')
    expect(errorIn(client().take(send({})))).toBe('NONE')
  })

  it('lets only replicas in sync lead', async () => {
    const { kafka, client, now } = testCluster({ brokers: 3 })
    kafka.setIsr('t', 0, [2])
    expect(produce(client(2), 't', now()).error).toBe('NONE')
    expect(() => kafka.moveLeader('t', 0, 3)).toThrow('Node 3 cannot lead t-0')

    await kafka.kill(2)
    expect(produce(client(3), 't', now()).currentLeader?.leaderId).toBe(-1)

    await kafka.restart(2)
    expect(produce(client(3), 't', now()).currentLeader?.leaderId).toBe(2)
  })

  it('takes only replicas, at least one', () => {
    const { kafka } = testCluster({ brokers: 2 })

    expect(() => kafka.setIsr('t', 0, [])).toThrow(RangeError)
    expect(() => kafka.setIsr('t', 0, [1, 3])).toThrow('[1, 3] cannot be the replicas in sync')
  })
})
