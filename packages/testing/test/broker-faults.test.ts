import {
  findCoordinatorRequest,
  findCoordinatorResponse,
  heartbeatRequest,
  heartbeatResponse,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from './support/error-name.ts'
import { FrameClient } from './support/frame-client.ts'
import { PRODUCE, produce, produceBody } from './support/produce.ts'
import { testCluster } from './support/test-cluster.ts'

const METADATA = { request: metadataRequest, response: metadataResponse }
const FIND_COORDINATOR = { request: findCoordinatorRequest, response: findCoordinatorResponse }
const HEARTBEAT = { request: heartbeatRequest, response: heartbeatResponse }
const MEMBER = { groupId: 'shop', generationId: 1, memberId: 'm' }

describe('pauseNode', () => {
  it('answers nothing while the broker is stopped, and all of it afterwards', () => {
    const { kafka, client, now } = testCluster()
    kafka.pauseNode(1)

    const first = client().send(PRODUCE, 9, produceBody('t', now()))
    const second = client().send(METADATA, 8, { topics: null })
    expect([client().written.length, client().closed, kafka.records('t').length]).toEqual([
      0,
      false,
      0,
    ])

    kafka.resumeNode(1)
    expect(client().take(first).responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
    expect(client().take(second).topics.length).toBe(1)
  })

  it('accepts connections meanwhile, as the kernel of a stopped broker does', () => {
    const { kafka } = testCluster()
    kafka.pauseNode(1)
    const late = new FrameClient(kafka.cluster)
    const sent = late.send(METADATA, 8, { topics: null })
    expect([late.closed, late.written.length]).toEqual([false, 0])

    kafka.resumeNode(1)

    expect(late.take(sent).brokers.length).toBe(1)
  })

  it('applies afterwards what a client sent that has given up', () => {
    const { kafka, client, now } = testCluster()
    kafka.pauseNode(1)
    client().send(PRODUCE, 9, produceBody('t', now()))
    client().connection.ended()

    kafka.resumeNode(1)

    expect(kafka.records('t').length).toBe(1)
    expect(client().written).toEqual([])
  })

  it('keeps an answer that falls due meanwhile', () => {
    const { clock, kafka, client } = testCluster()
    kafka.faults.on({ api: 'Metadata' }).delay(100)
    const sent = client().send(METADATA, 8, { topics: null })
    kafka.pauseNode(1)
    clock.advance(100)
    expect(client().written).toEqual([])

    kafka.resumeNode(1)

    expect(client().take(sent).brokers.length).toBe(1)
  })

  it('stops reading from a client that goes on sending', () => {
    const { kafka, client, now } = testCluster()
    kafka.pauseNode(1)

    client().send(PRODUCE, 9, produceBody('t', { ...now(), values: ['x'.repeat(1_100_000)] }))
    expect(client().paused).toBe(true)

    kafka.resumeNode(1)
    expect(client().paused).toBe(false)
  })

  it('ends with the death of the broker, and nothing of it is served then', async () => {
    const { kafka, client, now } = testCluster()
    kafka.pauseNode(1)
    client().send(PRODUCE, 9, produceBody('t', now()))

    await kafka.kill(1)
    await kafka.restart(1)

    expect(client().closed).toBe(true)
    expect(kafka.records('t')).toEqual([])
    expect(produce(new FrameClient(kafka.cluster), 't', now()).error).toBe('NONE')
  })
})

describe('diskError', () => {
  it('fails what the broker stores, until it is repaired or another leads', () => {
    const { kafka, client, now } = testCluster({ brokers: 2 })
    kafka.diskError(1)
    expect(produce(client(1), 't', now()).error).toBe('KAFKA_STORAGE_ERROR')

    kafka.moveLeader('t', 0, 2)
    expect(produce(client(2), 't', now()).error).toBe('NONE')

    kafka.moveLeader('t', 0, 1)
    kafka.repairDisk(1)
    expect(produce(client(1), 't', now()).error).toBe('NONE')
  })
})

describe('coordinators', () => {
  it('move to the broker that a test chooses, and back when it dies', async () => {
    const { kafka, client } = testCluster({ brokers: 2 })
    const find = (nodeId: number) =>
      client(nodeId).call(FIND_COORDINATOR, 2, { key: 'shop' }).nodeId
    const usual = find(1) === 1 ? 1 : 2
    const other = 3 - usual

    kafka.setCoordinator('shop', other)
    expect(find(usual)).toBe(other)
    expect(errorName(client(usual).call(HEARTBEAT, 3, MEMBER).errorCode)).toBe('NOT_COORDINATOR')
    expect(errorName(client(other).call(HEARTBEAT, 3, MEMBER).errorCode)).toBe('UNKNOWN_MEMBER_ID')

    await kafka.kill(other)
    expect(find(usual)).toBe(usual)
  })

  it('serve nobody while they load', () => {
    const { clock, kafka, client } = testCluster()
    kafka.coordinatorLoading(500)
    clock.advance(499)
    expect(errorName(client().call(HEARTBEAT, 3, MEMBER).errorCode)).toBe(
      'COORDINATOR_LOAD_IN_PROGRESS',
    )

    clock.advance(1)

    expect(errorName(client().call(HEARTBEAT, 3, MEMBER).errorCode)).toBe('UNKNOWN_MEMBER_ID')
  })
})

describe('restart', () => {
  it('brings a broker back under another address', async () => {
    const { kafka, client } = testCluster({ brokers: 2 })
    await kafka.kill(1)

    await kafka.restart(1, { port: 19_092 })
    expect(kafka.brokers).toEqual(['127.0.0.1:19092', '127.0.0.1:9093'])
    const { brokers } = client(2).call(METADATA, 8, { topics: null })
    expect(brokers.map(({ port }) => port)).toEqual([19_092, 9_093])

    await kafka.kill(1)
    await kafka.restart(1, { port: 0 })
    expect(kafka.brokers).toEqual(['127.0.0.1:9094', '127.0.0.1:9093'])
  })
})
