import { type ProduceResponse, produceResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { rewriteResponse } from './rewrite-response.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

/** A topic of one partition that a producer has sent to, and that node 2 leads since. */
async function moveLeader(cluster: VirtualCluster, nodeId = 2) {
  const { kafka, producer, until } = cluster
  kafka.createTopic('t', { partitions: 1 })
  const sender = producer()
  await until(sender.send({ topic: 't', value: '0' }))
  expect(await until(sender.partitionsFor('t'))).toMatchObject([{ leaderId: 1 }])
  await passTime(cluster, 5_000) // So that nothing that was asked before puts off what is asked now.
  kafka.moveLeader('t', 0, nodeId)
  return { sender, movedAt: kafka.requests().length }
}

/** Requests of an API since that many, by the node that got them. */
function nodesAsked({ kafka }: VirtualCluster, api: string, since: number): number[] {
  return kafka
    .requests()
    .slice(since)
    .filter((request) => request.api === api)
    .map(({ node }) => node)
}

const rewriteProduceResponse = (change: (response: ProduceResponse) => ProduceResponse) =>
  rewriteResponse(produceResponse, 13, change)

function withHint(response: ProduceResponse, leaderId: number, leaderEpoch: number) {
  return {
    ...response,
    responses: response.responses.map((topic) => ({
      ...topic,
      partitionResponses: topic.partitionResponses.map((partition) => ({
        ...partition,
        currentLeader: { leaderId, leaderEpoch },
      })),
    })),
  }
}

const withoutHint = (response: ProduceResponse): ProduceResponse => ({
  ...withHint(response, -1, -1),
  nodeEndpoints: [],
})

describe('a broker that leads no more', () => {
  it('S25: is left at once for the leader that it names, with one extra request and no backoff', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { sender, movedAt } = await moveLeader(cluster)
    const rule = cluster.kafka.faults.on({ api: 'Metadata' }).dropRequest()
    const startedAt = cluster.clock.now()

    const { offset } = await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(offset).toBe(1)
    expect(rule.fired).toBeLessThanOrEqual(1)
    expect(nodesAsked(cluster, 'Produce', movedAt)).toEqual([1, 2])
    // One round trip to the old leader, three to dial the new one and be answered; the first backoff would take 80 ms.
    expect(cluster.clock.now() - startedAt).toBeLessThan(20)
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('S25: is left as soon as metadata names another, when it names none itself', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { sender, movedAt } = await moveLeader(cluster)
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', node: 1 })
      .corrupt(rewriteProduceResponse(withoutHint))
    const startedAt = cluster.clock.now()

    await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(rule.fired).toBe(1)
    expect(nodesAsked(cluster, 'Produce', movedAt)).toEqual([1, 2])
    expect(nodesAsked(cluster, 'Metadata', movedAt)).toHaveLength(1)
    expect(cluster.clock.now() - startedAt).toBeLessThan(20)
  })

  it('S25: that names a broker which does not lead is given up within a second', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { sender, movedAt } = await moveLeader(cluster)
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', node: 1 })
      .corrupt(rewriteProduceResponse((response) => withHint(response, 3, 9)))
    const startedAt = cluster.clock.now()

    await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(rule.fired).toBe(1)
    const asked = nodesAsked(cluster, 'Produce', movedAt)
    expect(asked.slice(0, 2)).toEqual([1, 3])
    expect(asked.at(-1)).toBe(2)
    expect(asked.length).toBeLessThanOrEqual(5)
    expect(cluster.clock.now() - startedAt).toBeLessThan(1_000)
    expect(cluster.kafka.records('t')).toHaveLength(2)
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('S25: that is named by the one it names is not asked in a hot loop', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    const { sender, movedAt } = await moveLeader(cluster)
    let epoch = 1
    const named = (nodeId: number) =>
      rewriteProduceResponse((response) => {
        const refused = withHint(response, 3 - nodeId, ++epoch)
        return {
          ...refused,
          responses: refused.responses.map((topic) => ({
            ...topic,
            partitionResponses: topic.partitionResponses.map((partition) => ({
              ...partition,
              errorCode: 6,
            })),
          })),
        }
      })
    const rules = [1, 2].map((node) =>
      cluster.kafka.faults.on({ api: 'Produce', node }).corrupt(named(node)),
    )
    const sent = sender.send({ topic: 't', value: '1' })

    await passTime(cluster, 10_000)

    // Backoffs of 100, 200, 400, 800 and then 1,000 ms, each with at most two requests.
    expect(rules.every(({ fired }) => fired > 2)).toBe(true)
    expect(nodesAsked(cluster, 'Produce', movedAt).length).toBeLessThan(36)
    expect(nodesAsked(cluster, 'Metadata', movedAt).length).toBeLessThan(36)
    const healedAt = cluster.clock.now()
    cluster.kafka.faults.clear()
    await cluster.until(sent)
    expect(cluster.clock.now() - healedAt).toBeLessThan(2_000)
  })

  it('names a leader that is news to nobody but the producer, and the producer dials it', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    await cluster.kafka.kill(2)
    cluster.kafka.createTopic('t', { partitions: 1, replicationFactor: 1 })
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    await cluster.kafka.restart(2)
    const { port = 0 } = cluster.kafka.cluster.state.node(2) ?? {}
    const rule = cluster.kafka.faults.on({ api: 'Produce', node: 1, nth: 1 }).corrupt(
      rewriteProduceResponse((response) => ({
        ...withHint(response, 2, 9),
        responses: withHint(response, 2, 9).responses.map((topic) => ({
          ...topic,
          partitionResponses: topic.partitionResponses.map((one) => ({ ...one, errorCode: 6 })),
        })),
        nodeEndpoints: [{ nodeId: 2, host: '127.0.0.1', port }],
      })),
    )
    const since = cluster.kafka.requests().length
    sender.send({ topic: 't', value: '1' }).catch(() => {})

    await passTime(cluster, 50)

    expect(rule.fired).toBe(1)
    expect(nodesAsked(cluster, 'Produce', since)).toContain(2)
  })
})
