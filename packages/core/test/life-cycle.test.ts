import { queryObjects } from 'node:v8'
import { createMemoryNetwork } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { RequestChannel } from '../src/network/request-channel.ts'
import type { SocketFactory } from '../src/network/socket-factory.ts'
import type { Producer } from '../src/producer/producer.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

const record = { topic: 't', value: 'x' }

/** The cluster's network, and how many sockets were asked of it and have not closed. */
function countedNetwork({ kafka, clock }: VirtualCluster) {
  const network = createMemoryNetwork(kafka.cluster, clock, { latencyMs: 1 })
  const counts = { dialled: 0, open: 0 }
  const socketFactory: SocketFactory = {
    connect(target, listener) {
      counts.dialled++
      counts.open++
      return network.connect(target, {
        onConnect: () => listener.onConnect(),
        onData: (chunk) => listener.onData(chunk),
        onDrain: () => listener.onDrain(),
        onError: (error) => listener.onError(error),
        onClose: () => {
          counts.open--
          listener.onClose()
        },
      })
    },
  }
  return { counts, socketFactory }
}

describe('a producer from its making to its end', { timeout: 30_000 }, () => {
  it('S63: L21: leaves no timer, socket or hold behind, a thousand times over', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 3 })
    const { counts, socketFactory } = countedNetwork(cluster)
    const timersBefore = clock.pendingTimers

    for (let cycle = 0; cycle < 1_000; cycle++) {
      const sender = producer({ socketFactory })
      if (cycle % 3 > 0) await until(sender.connect())
      if (cycle % 3 > 1) await until(sender.send(record))
      await until(sender.close())
    }
    await passTime(cluster, 10) // The brokers' ends of the connections are told.

    expect(counts.dialled).toBeGreaterThan(900)
    expect(counts.open).toBe(0)
    expect(clock.pendingTimers).toBe(timersBefore)
    expect(clock.processHeld).toBe(false)
  })

  it('S63: G4: has as many timers, sockets and connections after 200 outages as before', {
    timeout: 60_000,
  }, async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 3 })
    const { counts, socketFactory } = countedNetwork(cluster)
    const sender = producer({ socketFactory })
    const sendToAll = () =>
      until(Promise.all([0, 1, 2].map((partition) => sender.send({ ...record, partition }))))
    const settle = async (): Promise<readonly [number, number]> => {
      for (const partition of [0, 1, 2]) kafka.moveLeader('t', partition, partition + 1)
      await sendToAll()
      await passTime(cluster, 5_000)
      await sendToAll()
      await passTime(cluster, 5_000)
      return [clock.pendingTimers, counts.open]
    }
    const before = await settle()
    const channelsBefore = queryObjects(RequestChannel, { format: 'count' })

    for (let outage = 0; outage < 200; outage++) {
      const nodeId = (outage % 3) + 1
      await kafka.kill(nodeId)
      await sendToAll()
      await kafka.restart(nodeId)
      await sendToAll()
    }
    const after = await settle()

    expect(after).toEqual(before)
    expect(queryObjects(RequestChannel, { format: 'count' })).toBe(channelsBefore)
    expect(kafka.violations()).toEqual([])
    await until(sender.close())
    await passTime(cluster, 10)
    expect(counts.open).toBe(0)
  })

  it('S19: dials a broker once, however many records come while it is connected again', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    const { counts, socketFactory } = countedNetwork(cluster)
    const sender = producer({ socketFactory, batchSizeBytes: 64 }) // A batch for each, and a wake-up.
    await until(sender.send(record))
    await kafka.kill(1)
    await passTime(cluster, 10)
    await kafka.restart(1)
    const dialled = counts.dialled

    const sends: Promise<unknown>[] = []
    for (let turn = 0; turn < 100; turn++) {
      for (let count = 0; count < 10; count++) sends.push(sender.send(record))
      await passTime(cluster, 1) // Bytes travel for 1 ms, so that many turns fall into the backoff and into the dial.
    }
    await until(Promise.all(sends))

    expect(counts.dialled - dialled).toBe(1)
    expect(counts.open).toBe(1)
    expect(kafka.records('t')).toHaveLength(1_001)
  })

  it('S70: stores all of a full buffer, and of who waits for room, before close ends', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    kafka.createTopic('t')
    const sender = producer({
      bufferMemoryBytes: 65_536,
      maxWaitingBytes: 10_000_000,
      maxRequestSizeBytes: 16_384,
    })
    await until(sender.partitionsFor('t'))
    const sends = Array.from({ length: 5_000 }, (_, index) =>
      sender.send({ topic: 't', value: String(index) }),
    )

    await until(sender.close())

    const outcomes = await Promise.allSettled(sends)
    expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(kafka.records('t').map((stored) => Number(stored.value?.toString()))).toEqual(
      Array.from({ length: 5_000 }, (_, index) => index),
    )
  })

  it.each([
    ['a dial that backs off', async ({ kafka }: VirtualCluster) => kafka.kill(1)],
    [
      'a broker that takes connections and says nothing',
      async ({ kafka }: VirtualCluster) => {
        kafka.faults.on().dropRequest()
      },
    ],
    [
      'a broker that closes every connection',
      async ({ kafka }: VirtualCluster) => {
        kafka.faults.on().disconnect()
      },
    ],
  ])('S73: L14: never dials again after close, whatever it was at: %s', async (_, trouble) => {
    const cluster = startVirtualCluster()
    const { clock, producer, until } = cluster
    const { counts, socketFactory } = countedNetwork(cluster)
    const sender = producer({ socketFactory })
    await until(sender.send(record))
    await trouble(cluster)
    const sent = sender.send(record).catch((error) => error)
    await passTime(cluster, 4_321)
    const startedAt = clock.now()
    const closings = [sender.close({ timeoutMs: 500 }), sender.close({ timeoutMs: 60_000 })]
    await until(Promise.all(closings))
    const dialled = counts.dialled

    await passTime(cluster, 600_000)

    expect(clock.now() - startedAt - 600_000).toBeLessThanOrEqual(750)
    expect(await sent).toMatchObject({ code: 'PRODUCER_CLOSED' })
    expect(counts.dialled).toBe(dialled)
    expect(counts.open).toBe(0)
    expect(clock.processHeld).toBe(false)
  })

  it.each([
    ['onDelivery', (close: () => void) => ({ onDelivery: close })],
    ['onError', (close: () => void) => ({ onError: close })],
    [
      'a partitioner',
      (close: () => void) => ({
        partitioner: {
          partition: () => {
            close()
            return 0
          },
        },
      }),
    ],
  ])('S72: may be closed from inside %s', async (_, optionsFor) => {
    const cluster = startVirtualCluster()
    const { clock, kafka, producer, until } = cluster
    kafka.createTopic('t')
    const closings: Promise<void>[] = []
    const sender: Producer = producer(optionsFor(() => closings.push(sender.close())))
    await until(sender.partitionsFor('t'))
    kafka.faults.on({ api: 'Produce', nth: 1 }).error('INVALID_RECORD')
    const refused = sender.send(record).catch(() => {})
    await until(refused)
    await until(sender.send(record).catch(() => {}))
    await passTime(cluster, 100)

    expect(closings.length).toBeGreaterThan(0)
    await until(Promise.all(closings))
    await until(sender.close())
    await passTime(cluster, 10)
    expect(clock.processHeld).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  it('S72: is closed at the end of its block by await using', async () => {
    const cluster = startVirtualCluster()
    const { kafka, producer, until } = cluster
    const inBlock = async (): Promise<void> => {
      await using sender = producer()
      sender.send(record).catch(() => {})
    }

    await until(inBlock())

    expect(kafka.records('t')).toHaveLength(1)
    expect(cluster.clock.processHeld).toBe(false)
  })
})
