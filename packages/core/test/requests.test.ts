import { createMemoryNetwork } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import type { SocketFactory } from '../src/network/socket-factory.ts'
import { passTime } from './pass-time.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const PRODUCE_API = 0

describe('one request with several topics and partitions', () => {
  it('retries only the one that was refused (S46)', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('a', { partitions: 2 })
    cluster.kafka.createTopic('b')
    const sender = cluster.producer()
    const round = (value: string) =>
      cluster.until(
        Promise.all([
          sender.send({ topic: 'a', partition: 0, value }),
          sender.send({ topic: 'a', partition: 1, value }),
          sender.send({ topic: 'b', partition: 0, value }),
        ]),
      )
    await round('0')
    const produces = () => cluster.kafka.requests().filter(({ api }) => api === 'Produce').length
    const before = produces()
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', topic: 'a', partition: 1, nth: 1 })
      .error('NOT_ENOUGH_REPLICAS')

    const metadata = await round('1')

    expect(rule.fired).toBe(1)
    expect(cluster.clock.now()).toBeLessThan(1_000)
    expect(produces() - before).toBe(2)
    expect(metadata.map(({ topic, partition, offset }) => [topic, partition, offset])).toEqual([
      ['a', 0, 1],
      ['a', 1, 1],
      ['b', 0, 1],
    ])
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('is as large as maxRequestSizeBytes allows, and no larger', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 8 })
    const sizes: number[] = []
    const watch = cluster.kafka.faults.on({
      api: 'Produce',
      when: ({ request }) => {
        const { topicData } = request as {
          topicData: { partitionData: { records: Uint8Array | null }[] }[]
        }
        const batches = topicData.flatMap(({ partitionData }) => partitionData)
        sizes.push(batches.reduce((sum, { records }) => sum + (records?.length ?? 0), 0))
        return false
      },
    })
    const rule = watch.disconnect()
    const sender = cluster.producer({ maxRequestSizeBytes: 2_000, batchSizeBytes: 1_000 })
    await cluster.until(sender.partitionsFor('t'))

    const sends = Array.from({ length: 64 }, (_, index) =>
      sender.send({ topic: 't', partition: index % 8, value: Buffer.alloc(250) }),
    )
    await cluster.until(Promise.all(sends))

    expect(rule.fired).toBe(0)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000)
    expect(Math.max(...sizes)).toBeGreaterThan(1_000)
    expect(cluster.kafka.records('t')).toHaveLength(64)
  })
})

/** A network that counts the Produce requests that leave. */
function countProduces({ clock, kafka }: VirtualCluster) {
  const network = createMemoryNetwork(kafka.cluster, clock, { latencyMs: 1 })
  let produces = 0
  const socketFactory: SocketFactory = {
    connect: (target, listener) => {
      const socket = network.connect(target, listener)
      return {
        write: (parts) => {
          const [header] = parts
          if (header !== undefined && header[4] === 0 && header[5] === PRODUCE_API) produces++
          socket.write(parts)
        },
        get bufferedBytes() {
          return socket.bufferedBytes
        },
        destroy: () => socket.destroy(),
      }
    },
  }
  return { socketFactory, produces: () => produces }
}

describe('requests in flight', () => {
  it.each([1, 2, 5])('are at most %i to one broker, however much is full', async (most) => {
    const cluster = startVirtualCluster({ brokers: 2 })
    cluster.kafka.createTopic('t', { partitions: 12 })
    const { socketFactory, produces } = countProduces(cluster)
    const sender = cluster.producer({
      socketFactory,
      maxInFlightRequests: most,
      batchSizeBytes: 64,
    })
    const partitions = await cluster.until(sender.partitionsFor('t'))
    const toEach = (value: string) =>
      partitions.map(({ partition }) => sender.send({ topic: 't', partition, value }))
    await cluster.until(Promise.all(toEach('warm')))
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).hold()
    const before = produces()

    const sends = ['a', 'b', 'c'].flatMap(toEach)
    await passTime(cluster, 100)
    const inFlight = produces() - before
    rule.remove()
    await cluster.until(Promise.all(sends))

    // Each partition has three batches, and a request takes one of each: three would do.
    expect(inFlight).toBe(2 * Math.min(most, 3))
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('are at most so many, however little each may carry', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 8 })
    const { socketFactory, produces } = countProduces(cluster)
    const sender = cluster.producer({
      socketFactory,
      maxInFlightRequests: 2,
      batchSizeBytes: 62,
      maxRequestSizeBytes: 70,
    })
    await cluster.until(sender.partitionsFor('t'))
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).hold()

    const sends = Array.from({ length: 8 }, (_, partition) =>
      sender.send({ topic: 't', partition, value: '' }),
    )
    await passTime(cluster, 100)
    const inFlight = produces()
    rule.remove()
    await cluster.until(Promise.all(sends))

    expect(inFlight).toBe(2)
    expect(produces()).toBe(8)
    expect(cluster.kafka.records('t')).toHaveLength(8)
  })
})

describe('weaker promises', () => {
  it('with acks 1 retry without sequences', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1, times: 2 }).disconnect()

    await cluster.until(cluster.producer({ acks: 1 }).send({ topic: 't', value: 'x' }))

    expect(rule.fired).toBe(2)
    expect(storedValues(cluster)).toEqual(['x'])
  })

  it('with acks 0 resolve without an answer, also when the broker would refuse', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).error('INVALID_RECORD')
    const sender = cluster.producer({ acks: 0 })

    const metadata = await cluster.until(
      Promise.all(['1', '2'].map((value) => sender.send({ topic: 't', value }))),
    )
    await passTime(cluster, 10)

    expect(rule.fired).toBeGreaterThan(0)
    expect(metadata.map(({ offset }) => offset)).toEqual([-1, -1])
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('with acks 0 outlive the broker', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ acks: 0 })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    await cluster.kafka.kill(1)
    await passTime(cluster, 100)
    const sent = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, 5_000)
    await cluster.kafka.restart(1)

    await cluster.until(sent)
    await passTime(cluster, 10)
    expect(storedValues(cluster)).toContain('1')
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('with acks 0 go to the new leader once the old one has closed the connection on them', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    const { kafka } = cluster
    kafka.createTopic('t', { partitions: 1 })
    const sender = cluster.producer({ acks: 0 })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    await passTime(cluster, 10)
    const old = kafka.cluster.state.topic('t')?.partitions[0]?.leader
    kafka.moveLeader('t', 0, old === 1 ? 2 : 1)
    await cluster.until(sender.send({ topic: 't', value: 'lost' }))
    await passTime(cluster, 1_000)

    await cluster.until(sender.send({ topic: 't', value: '1' }))
    await passTime(cluster, 10)

    expect(kafka.attempts().map(({ verdict }) => verdict)).toEqual([
      'appended',
      'NOT_LEADER_OR_FOLLOWER',
      'appended',
    ])
    expect(storedValues(cluster)).toEqual(['0', '1'])
    const asked = (): number => kafka.requests().filter(({ api }) => api === 'Metadata').length
    const before = asked()
    await passTime(cluster, 60_000)
    expect(asked()).toBe(before)
  })

  it('with one request in flight keep the order without idempotence', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', nth: 3, times: 4 })
      .error('NOT_ENOUGH_REPLICAS')
    const sender = cluster.producer({ acks: 1, maxInFlightRequests: 1, batchSizeBytes: 64 })
    await cluster.until(sender.partitionsFor('t'))
    const expected = Array.from({ length: 20 }, (_, index) => String(index))

    await cluster.until(Promise.all(expected.map((value) => sender.send({ topic: 't', value }))))

    expect(rule.fired).toBe(4)
    expect(storedValues(cluster)).toEqual(expected)
  })
})
