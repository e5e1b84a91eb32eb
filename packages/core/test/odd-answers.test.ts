import {
  decode,
  encodeResponseFrame,
  type ProduceResponse,
  produceResponse,
} from '@headwater/protocol'
import type { FaultRule } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

/** The version that the producer speaks with the cluster, and where its answers' bodies begin: length, id, tagged fields. */
const VERSION = 13
const BODY_AT = 9

/** Applies the first Produce request and changes what the broker says about it. */
function misanswer(
  { kafka }: VirtualCluster,
  change: (response: ProduceResponse) => ProduceResponse,
): FaultRule {
  return kafka.faults.on({ api: 'Produce', nth: 1, version: VERSION }).corrupt((frame) => {
    const answer = decode(produceResponse, VERSION, frame.subarray(BODY_AT))
    return encodeResponseFrame(produceResponse, VERSION, frame.readInt32BE(4), change(answer))
  })
}

describe('an answer to Produce', () => {
  it('S56: that leaves out a partition makes its batch be sent again, and stored once', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = misanswer(cluster, () => ({ responses: [] }))

    const metadata = await cluster.until(cluster.producer().send({ topic: 't', value: 'x' }))

    expect(rule.fired).toBe(1)
    expect(metadata.offset).toBe(0)
    expect(storedValues(cluster)).toEqual(['x'])
    expect(cluster.kafka.requests().filter(({ api }) => api === 'Produce')).toHaveLength(2)
  })

  it('S56: that names what was not sent, or says everything twice, is taken for what it is', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = misanswer(cluster, ({ responses }) => ({
      responses: [
        ...responses.map((topic) => ({ ...topic, topicId: 'AAAAAAAAAAAAAAAAAAAACQ' })),
        ...responses,
        ...responses,
      ],
    }))
    const sender = cluster.producer()

    const first = await cluster.until(sender.send({ topic: 't', value: '1' }))
    const second = await cluster.until(sender.send({ topic: 't', value: '2' }))

    expect(rule.fired).toBe(1)
    expect([first.offset, second.offset]).toEqual([0, 1])
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('S56: with an error that nobody knows fails the batch as possibly stored', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = misanswer(cluster, ({ responses }) => ({
      responses: responses.map((topic) => ({
        ...topic,
        partitionResponses: topic.partitionResponses.map((one) => ({ ...one, errorCode: 9_999 })),
      })),
    }))
    const sender = cluster.producer()

    await expect(cluster.until(sender.send({ topic: 't', value: '1' }))).rejects.toMatchObject({
      code: 'BROKER_REJECTED',
      persisted: 'possibly',
    })
    expect(await cluster.until(sender.send({ topic: 't', value: '2' }))).toMatchObject({
      offset: 1,
    })
    expect(rule.fired).toBe(1)
  })

  it('with the time of the log tells that time', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { config: { 'message.timestamp.type': 'LogAppendTime' } })

    const { timestamp } = await cluster.until(
      cluster.producer().send({ topic: 't', value: 'x', timestamp: 5 }),
    )

    expect(timestamp).toBe(cluster.kafka.records('t')[0]?.timestamp)
    expect(timestamp).not.toBe(5)
  })
})
