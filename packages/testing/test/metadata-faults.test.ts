import { metadataRequest, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { ZERO_ID } from '../src/cluster/topic-lookup.ts'
import { errorName } from './support/error-name.ts'
import type { FrameClient } from './support/frame-client.ts'
import { produce } from './support/produce.ts'
import { testCluster } from './support/test-cluster.ts'

const METADATA = { request: metadataRequest, response: metadataResponse }

/** What a broker says about one topic and about the cluster. */
function ask(client: FrameClient, name = 't') {
  const topics = [{ name, topicId: ZERO_ID }]
  const response = client.call(METADATA, 10, { topics, allowAutoTopicCreation: false })
  const [topic] = response.topics
  return {
    brokers: response.brokers.map(({ nodeId, port }) => `${nodeId}:${port}`),
    error: errorName(topic?.errorCode),
    id: topic?.topicId,
    leaders: topic?.partitions.map(({ leaderId }) => leaderId),
    partitionErrors: topic?.partitions.map(({ errorCode }) => errorName(errorCode)),
  }
}

describe('staleMetadata', () => {
  it('keeps one broker at what it knew, until its time is over', () => {
    const { clock, kafka, client } = testCluster({ brokers: 2 })

    kafka.staleMetadata(2, 1_000)
    kafka.moveLeader('t', 0, 2)
    kafka.createTopic('new')
    clock.advance(999)

    expect(ask(client(1)).leaders).toEqual([2])
    expect(ask(client(2)).leaders).toEqual([1])
    expect([ask(client(1), 'new').error, ask(client(2), 'new').error]).toEqual([
      'NONE',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ])

    clock.advance(1)

    expect(ask(client(2)).leaders).toEqual([2])
    expect(ask(client(2), 'new').error).toBe('NONE')
  })

  it('makes the broker refuse what became its own in the meantime, with its old hint', () => {
    const { kafka, client, now } = testCluster({ brokers: 2 })
    kafka.staleMetadata(2, 1_000)
    kafka.moveLeader('t', 0, 2)
    kafka.createTopic('new', { partitions: 2 })

    const moved = produce(client(2), 't', now())
    const unheardOf = produce(client(2), 'new', now(), 1)

    expect([moved.error, moved.currentLeader?.leaderId]).toEqual(['NOT_LEADER_OR_FOLLOWER', 1])
    expect(unheardOf.error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    // It has learnt that it leads no more from the broker that took over.
    kafka.moveLeader('t', 0, 1)
    kafka.freshMetadata(2)
    kafka.staleMetadata(1, 1_000)
    kafka.moveLeader('t', 0, 2)
    expect(produce(client(1), 't', now()).currentLeader?.leaderId).toBe(2)
  })

  it('goes on from the older knowledge when it is asked for again', () => {
    const { clock, kafka, client } = testCluster({ brokers: 2 })
    kafka.staleMetadata(2, 1_000)
    kafka.moveLeader('t', 0, 2)
    clock.advance(900)

    kafka.staleMetadata(2, 1_000)
    clock.advance(999)

    expect(ask(client(2)).leaders).toEqual([1])
    clock.advance(1)
    expect(ask(client(2)).leaders).toEqual([2])
  })

  it('ends early on request, and with the cluster', async () => {
    const { clock, kafka, client } = testCluster({ brokers: 2 })
    kafka.staleMetadata(2, 1_000)
    kafka.moveLeader('t', 0, 2)

    kafka.freshMetadata(2)
    expect(ask(client(2)).leaders).toEqual([2])

    kafka.staleMetadata(2, 1_000)
    await kafka.stop()
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('hideFromMetadata', () => {
  it('leaves out a broker and what it leads, and the broker serves on', () => {
    const { kafka, client, now } = testCluster({ brokers: 2 })

    kafka.hideFromMetadata(1)

    expect(ask(client(2))).toMatchObject({
      brokers: ['2:9093'],
      leaders: [-1],
      partitionErrors: ['LEADER_NOT_AVAILABLE'],
    })
    expect(produce(client(1), 't', now()).error).toBe('NONE')
    expect(produce(client(2), 't', now())).toMatchObject({
      error: 'NOT_LEADER_OR_FOLLOWER',
      currentLeader: { leaderId: 1 },
    })

    kafka.showInMetadata(1)
    expect(ask(client(2))).toMatchObject({ brokers: ['1:9092', '2:9093'], leaders: [1] })
  })
})

describe('loseLeader', () => {
  it('leaves one partition to nobody, also when brokers come and go, until it returns', async () => {
    const { kafka, client, now } = testCluster({ brokers: 2 })
    kafka.addPartitions('t', 2)

    kafka.loseLeader('t', 0)
    await kafka.kill(2)
    await kafka.restart(2)

    expect(ask(client(1))).toMatchObject({
      leaders: [-1, 1],
      partitionErrors: ['LEADER_NOT_AVAILABLE', 'NONE'],
    })
    expect(produce(client(1), 't', now(), 0).error).toBe('NOT_LEADER_OR_FOLLOWER')
    expect(produce(client(1), 't', now(), 1).error).toBe('NONE')

    kafka.returnLeader('t', 0)
    expect(produce(client(1), 't', now(), 0).error).toBe('NONE')
  })

  it('ends with a leader that is chosen', () => {
    const { kafka, client } = testCluster({ brokers: 2 })
    kafka.loseLeader('t', 0)

    kafka.moveLeader('t', 0, 2)

    expect(ask(client(1)).leaders).toEqual([2])
  })
})

describe('recreateTopic', () => {
  it('gives the name to a new topic, empty and with another id', () => {
    const { kafka, client, now } = testCluster({ brokers: 2 })
    kafka.createTopic('u', { partitions: 2, config: { 'max.message.bytes': '1000' } })
    produce(client(1), 'u', now())
    const before = ask(client(1), 'u').id

    kafka.recreateTopic('u')
    expect(ask(client(1), 'u').leaders).toEqual([1, 2])
    expect(ask(client(1), 'u').id).not.toBe(before)
    expect(kafka.records('u')).toEqual([])

    kafka.recreateTopic('u', { partitions: 1 })
    expect(ask(client(1), 'u').leaders).toEqual([1])
    expect(produce(client(1), 'u', { ...now(), values: ['x'.repeat(1_001)] }).error).toBe(
      'MESSAGE_TOO_LARGE',
    )
  })
})
