import { brokerErrorCode, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { rewriteResponse } from './rewrite-response.ts'
import { createRefresher, describeAll } from './scripted-metadata.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const SPARE = [19_001, 19_002, 19_003]

/** Three brokers that come back at ports which nothing but the list of brokers, if that, can tell. */
async function moveCluster(cluster: ReturnType<typeof startVirtualCluster>): Promise<void> {
  for (const nodeId of [1, 2, 3]) await cluster.kafka.kill(nodeId)
  await passTime(cluster, 3_000)
  for (const [index, port] of SPARE.entries()) await cluster.kafka.restart(index + 1, { port })
}

describe('a producer whose brokers are all elsewhere', () => {
  it('S32: G3: finds them by its list of brokers within 10 s, and stores everything', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 3 })
    const sender = producer({ brokers: [...kafka.brokers, `127.0.0.1:${SPARE[1]}`] })
    await until(
      Promise.all([0, 1, 2].map((partition) => sender.send({ topic: 't', value: '0', partition }))),
    )
    await moveCluster(cluster)
    const movedAt = clock.now()

    await until(
      Promise.all([0, 1, 2].map((partition) => sender.send({ topic: 't', value: '1', partition }))),
    )

    expect(clock.now() - movedAt).toBeLessThan(10_000)
    expect(kafka.records('t')).toHaveLength(6)
    expect(kafka.violations()).toEqual([])
  })

  it('stays with those it knows under the strategy none', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer({
      brokers: [...kafka.brokers, `127.0.0.1:${SPARE[1]}`],
      metadataRecoveryStrategy: 'none',
    })
    await until(sender.send({ topic: 't', value: '0' }))
    await moveCluster(cluster)

    await expect(until(sender.send({ topic: 't', value: '1' }))).rejects.toMatchObject({
      code: 'DELIVERY_TIMEOUT',
    })
  })

  it('S33: moves to the new address of a broker, and leaves one that metadata hides alone', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 3 })
    const sender = producer()
    const sendToAll = (value: string) =>
      until(
        Promise.all([0, 1, 2].map((partition) => sender.send({ topic: 't', value, partition }))),
      )
    await sendToAll('0')
    await kafka.kill(2)
    await passTime(cluster, 2_000)
    await kafka.restart(2, { port: SPARE[0] ?? 0 })
    kafka.moveLeader('t', 1, 2)
    const movedAt = clock.now()
    await sendToAll('1')
    expect(clock.now() - movedAt).toBeLessThan(1_000)

    kafka.moveLeader('t', 1, 3)
    kafka.hideFromMetadata(2)
    await sendToAll('2')
    await passTime(cluster, 2_000)
    const since = kafka.requests().length
    await sendToAll('3')

    expect(
      kafka
        .requests()
        .slice(since)
        .map(({ node }) => node),
    ).not.toContain(2)
    expect(kafka.records('t')).toHaveLength(12)
    expect(kafka.violations()).toEqual([])
  })

  it('S32: starts anew at once when a broker says REBOOTSTRAP_REQUIRED', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 3 })
    const sender = producer({ metadataMaxAgeMs: 5_000 })
    await until(sender.send({ topic: 't', value: '0' }))
    const before = new Set(kafka.requests().map(({ connection }) => connection))
    const rule = kafka.faults.on({ api: 'Metadata', nth: 1 }).corrupt(
      rewriteResponse(metadataResponse, 13, (response) => ({
        ...response,
        errorCode: brokerErrorCode('REBOOTSTRAP_REQUIRED'),
      })),
    )
    await passTime(cluster, 6_000)
    const since = kafka.requests().length
    const startedAt = clock.now()

    await until(
      Promise.all([0, 1, 2].map((partition) => sender.send({ topic: 't', value: '1', partition }))),
    )

    expect(rule.fired).toBe(1)
    expect(clock.now() - startedAt).toBeLessThan(1_000)
    const after = kafka.requests().slice(since)
    expect(after.some(({ connection }) => before.has(connection))).toBe(false)
    expect(kafka.records('t')).toHaveLength(4)
  })

  it('S32: starts anew after 300 s without metadata from those that still answer (KIP-1102)', async () => {
    let answers = true
    const { clock, network, pool, refresher, updates } = createRefresher((request) => ({
      ...describeAll(request),
      brokers: answers ? describeAll(request).brokers : [],
    }))
    refresher.addTopic('orders')
    await clock.runUntilIdle(1_000)
    expect(updates).toHaveLength(1)
    pool.connection(1)
    await clock.runUntilIdle(1_000)
    const dialled = network.sockets.length
    answers = false
    refresher.refresh()

    await clock.runUntilIdle(299_000)
    expect(network.sockets.length).toBe(dialled)
    await clock.runUntilIdle(3_000)
    expect(network.sockets.slice(dialled).map(({ target }) => target.host)).toEqual(['boot'])

    answers = true
    await clock.runUntilIdle(2_000)
    expect(updates).toHaveLength(2)
  })
})
