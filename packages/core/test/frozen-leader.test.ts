import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

/** How long Apache Kafka takes to see that a broker is gone: `broker.session.timeout.ms`. */
const SESSION_TIMEOUT_MS = 9_000
/** From the moment in which the new leader is in the metadata (G3), with the wait between two looks. */
const FOUND_WITHIN_MS = 2_000

describe('a leader that is frozen (SIGSTOP)', () => {
  it('S22: is left as soon as another one leads, not only when its request times out', async () => {
    const { cluster, kafka, sender } = await aFrozenLeader()

    const sent = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, SESSION_TIMEOUT_MS)
    kafka.moveLeader('t', 0, 2)
    const movedAtMs = cluster.clock.now()
    await cluster.until(sent)

    expect(cluster.clock.now() - movedAtMs).toBeLessThan(FOUND_WITHIN_MS)
    kafka.resumeNode(1)
    await cluster.until(sender.send({ topic: 't', value: '2' }))
    expect(storedValues(cluster)).toEqual(['0', '1', '2'])
    expect(kafka.violations()).toEqual([])
  })

  it('S22: is left when it is no broker of the cluster any more', async () => {
    const { cluster, kafka, sender } = await aFrozenLeader()

    const sent = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, SESSION_TIMEOUT_MS)
    kafka.hideFromMetadata(1)
    kafka.moveLeader('t', 0, 2)
    const movedAtMs = cluster.clock.now()
    await cluster.until(sent)

    expect(cluster.clock.now() - movedAtMs).toBeLessThan(FOUND_WITHIN_MS)
    expect(storedValues(cluster)).toEqual(['0', '1'])
  })

  it('S22: keeps its connection and its request while it leads on', async () => {
    const { cluster, kafka, sender } = await aFrozenLeader()

    const sent = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, 20_000)
    kafka.resumeNode(1)
    await cluster.until(sent)

    expect(storedValues(cluster)).toEqual(['0', '1'])
    const produced = kafka.requests().filter(({ api }) => api === 'Produce')
    expect(produced).toHaveLength(2)
  })

  it('S22: keeps them also when it led something else before that was on its way when it moved', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { kafka } = cluster
    kafka.createTopic('t', { partitions: 3 })
    for (const [partition, leader] of [1, 1, 3].entries()) kafka.moveLeader('t', partition, leader)
    const sender = cluster.producer({ metadataMaxAgeMs: 500 })
    await cluster.until(sender.send({ topic: 't', partition: 2, value: 'tells of leaders' }))
    const held = kafka.faults.on({ api: 'Produce', nth: 1 }).hold()
    const first = sender.send({ topic: 't', partition: 0, value: '0' })
    await passTime(cluster, 10)
    kafka.moveLeader('t', 0, 2)
    await passTime(cluster, 1_000)
    expect(held.held).toBe(1)
    held.release()
    await cluster.until(first)

    kafka.pauseNode(1)
    const sent = sender.send({ topic: 't', partition: 1, value: '1' })
    await passTime(cluster, 10_000)
    kafka.resumeNode(1)
    await cluster.until(sent)

    const produced = kafka.requests().filter(({ api }) => api === 'Produce')
    expect(produced.map(({ node }) => node)).toEqual([3, 1, 1])
  })
})

/** A producer that has sent to a leader which answers no more. */
async function aFrozenLeader() {
  const cluster = startVirtualCluster({ brokers: 3 })
  const { kafka } = cluster
  kafka.createTopic('t', { partitions: 1 })
  kafka.moveLeader('t', 0, 1)
  const sender = cluster.producer()
  await cluster.until(sender.send({ topic: 't', value: '0' }))
  kafka.pauseNode(1)
  return { cluster, kafka, sender }
}
