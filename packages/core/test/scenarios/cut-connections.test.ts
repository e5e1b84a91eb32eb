import { describe, expect, it } from 'vitest'
import type { ProducerOptions } from '../../src/producer/producer-options.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'
import { JudgedLoad } from './judged-load.ts'

/** A bound that no byte of these small requests reaches. */
const NO_REQUEST_IS_THAT_LONG = 1_000

/** A producer whose connection and producer id are there, so that the next bytes are those of a Produce request. */
async function warm(options: Partial<ProducerOptions> = {}) {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t')
  const load = new JudgedLoad(cluster, cluster.producer(options))
  await cluster.until(load.send())
  return { cluster, load }
}

/** Sends a record over a connection that breaks at that byte; says whether it did. */
async function sendOverCut(
  direction: 'toBroker' | 'toClient',
  afterBytes: number,
  how: 'reset' | 'end',
): Promise<boolean> {
  const { cluster, load } = await warm()
  const cut = cluster.network.cut({ direction }, { afterBytes, how })
  const startedAt = cluster.clock.now()

  const { offset } = await cluster.until(load.send())

  expect(offset).toBe(1)
  expect(cluster.clock.now() - startedAt).toBeLessThan(1_000)
  load.verify()
  return cut.fired
}

/** Cuts at byte 0, 1, 2… until the bytes are not enough for a cut; gives how many broke a connection. */
async function cutEverywhere(
  direction: 'toBroker' | 'toClient',
  how: 'reset' | 'end',
): Promise<number> {
  let byte = 0
  while (byte < NO_REQUEST_IS_THAT_LONG && (await sendOverCut(direction, byte, how))) byte++
  return byte
}

describe('a connection that breaks', () => {
  it('S4: before a byte of the request has left costs nothing but a dial', async () => {
    const { cluster, load } = await warm()
    const dials = cluster.network.dials.length
    const startedAt = cluster.clock.now()

    const sent = load.send()
    const cut = cluster.network.cut({ node: 1 })
    await cluster.until(sent)

    expect(cut.fired).toBe(true)
    expect(cluster.kafka.attempts()).toHaveLength(2)
    expect(cluster.network.dials.length - dials).toBe(1)
    expect(cluster.clock.now() - startedAt).toBeLessThan(1_000)
    load.verify()
  })

  it.each(['reset', 'end'] as const)(
    'S7: after any number of bytes of a request (%s) makes it be sent again, and stored once',
    { timeout: 30_000 },
    async (how) => {
      const bytes = await cutEverywhere('toBroker', how)

      expect(bytes).toBeGreaterThan(100)
      expect(bytes).toBeLessThan(NO_REQUEST_IS_THAT_LONG)
    },
  )

  it.each(['reset', 'end'] as const)(
    'S8: after any number of bytes of an answer (%s) makes the request be sent again, and stored once',
    { timeout: 30_000 },
    async (how) => {
      const bytes = await cutEverywhere('toClient', how)

      expect(bytes).toBeGreaterThan(40)
      expect(bytes).toBeLessThan(NO_REQUEST_IS_THAT_LONG)
    },
  )

  it('S5, S6: with five requests in flight loses, doubles and reorders none of them', async () => {
    const { cluster, load } = await warm({ batchSizeBytes: 64 })
    const lost = cluster.kafka.faults.on({ api: 'Produce', nth: 3 }).applyThenDisconnect()
    const unread = cluster.kafka.faults.on({ api: 'Produce', nth: 9 }).disconnect()

    load.burst(40)
    await load.settle()

    expect([lost.fired, unread.fired]).toEqual([1, 1])
    expect(load.counts).toEqual({ acknowledged: 41, rejected: 0 })
    load.verify()
  })
})
