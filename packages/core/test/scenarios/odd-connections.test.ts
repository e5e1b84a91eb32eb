import type { FaultPoint } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import type { SocketFactory } from '../../src/network/socket-factory.ts'
import { passTime } from '../pass-time.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'
import { JudgedLoad } from './judged-load.ts'

const produceRequests = (kafka: { requests(): readonly { api: string; connection: number }[] }) =>
  kafka.requests().filter(({ api }) => api === 'Produce')

const LENGTH_BYTES = 4

/** As when a broker swaps two answers. */
function takeNextId(frame: Buffer): Buffer {
  frame.writeInt32BE(frame.readInt32BE(LENGTH_BYTES) + 1, LENGTH_BYTES)
  return frame
}

describe('correlation ids', () => {
  it.each([
    ['nobody asked with', (point: FaultPoint) => point.wrongCorrelationId()],
    ['was answered before', (point: FaultPoint) => point.duplicateResponse()],
    ['is that of the request behind it', (point: FaultPoint) => point.corrupt(takeNextId)],
  ])('S52: that %s end the connection, and all is stored once', async (_, fault) => {
    const cluster = startVirtualCluster()
    const { clock, kafka } = cluster
    kafka.createTopic('t')
    const load = new JudgedLoad(cluster, cluster.producer({ batchSizeBytes: 64 }))
    await cluster.until(load.send())
    const [before] = produceRequests(kafka)
    const rule = fault(kafka.faults.on({ api: 'Produce', nth: 2 }))
    const startedAt = clock.now()

    load.burst(30)
    await load.settle()
    rule.remove()
    await passTime(cluster, 100)

    expect(rule.fired).toBe(1)
    expect(produceRequests(kafka).at(-1)?.connection).not.toBe(before?.connection)
    expect(clock.now() - startedAt).toBeLessThan(1_000)
    expect(load.counts).toEqual({ acknowledged: 31, rejected: 0 })
    load.verify()
  })
})

describe('a broker that comes back as an older one', () => {
  it.each(['1.0', '2.8', '3.9'] as const)(
    'S55: (%s) is spoken to in its versions, and all is stored once',
    async (release) => {
      const cluster = startVirtualCluster()
      const { clock, kafka, network } = cluster
      kafka.createTopic('t')
      const load = new JudgedLoad(cluster, cluster.producer({ batchSizeBytes: 64 }))
      await cluster.until(load.send())
      const newest = kafka.requests().find(({ api }) => api === 'Produce')?.version ?? -1
      kafka.profile(release)
      const cut = network.cut()
      const startedAt = clock.now()

      load.burst(10)
      await load.settle()

      const spoken = kafka.requests().filter(({ api }) => api === 'Produce')
      expect(cut.fired).toBe(true)
      expect(spoken.at(-1)?.version).toBeLessThan(newest)
      expect(clock.now() - startedAt).toBeLessThan(1_000)
      expect(load.counts).toEqual({ acknowledged: 11, rejected: 0 })
      load.verify()
    },
  )

  it('S55: resets on an ApiVersions that is too new for it, and is asked in an older one', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka } = cluster
    kafka.createTopic('t')
    const rule = kafka.faults
      .on({ api: 'ApiVersions', when: ({ version }) => version > 0 })
      .disconnect({ rst: true })
    const load = new JudgedLoad(cluster, cluster.producer())

    await cluster.until(load.send())

    expect(rule.fired).toBeGreaterThan(0)
    expect(clock.now()).toBeLessThan(1_000)
    load.verify()
  })
})

describe('a socket that does not know when to stop', () => {
  it('L15: costs no more than its connection, however often it fails and whatever it says after its end', async () => {
    const cluster = startVirtualCluster()
    const { clock, kafka, network } = cluster
    kafka.createTopic('t')
    let late = 0
    const socketFactory: SocketFactory = {
      connect: (target, listener) =>
        network.connect(target, {
          onConnect: () => listener.onConnect(),
          onData: (chunk) => listener.onData(chunk),
          onDrain: () => listener.onDrain(),
          onError: (error) => {
            listener.onError(error)
            listener.onError(new Error('once more'))
          },
          onClose: () => {
            listener.onClose()
            for (const again of [1, 1_000]) {
              clock.setTimer(again, () => {
                late++
                listener.onError(new Error('after the end'))
                listener.onData(Buffer.alloc(20))
                listener.onDrain()
                listener.onClose()
              })
            }
          },
        }),
    }
    const load = new JudgedLoad(cluster, cluster.producer({ socketFactory }))
    await cluster.until(load.send())
    for (let round = 0; round < 20; round++) {
      load.burst(3)
      network.cut({ node: 1 })
      await passTime(cluster, 1_500)
    }
    await load.settle()
    await passTime(cluster, 5_000)

    expect(late).toBeGreaterThanOrEqual(40)
    expect(load.counts).toEqual({ acknowledged: 61, rejected: 0 })
    load.verify()
  })
})
