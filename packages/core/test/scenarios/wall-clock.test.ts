import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/time/clock.ts'
import { passTime } from '../pass-time.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'

const HOUR_MS = 3_600_000

/** A cluster and a producer whose wall clock somebody sets. */
async function aProducerWithWallClock() {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t')
  const { clock: real } = cluster
  let aheadMs = 0
  const clock: Clock = {
    now: () => real.now(),
    wallTime: () => real.wallTime() + aheadMs,
    setTimer: (delayMs, callback) => real.setTimer(delayMs, callback),
    scheduleTurn: (callback) => real.scheduleTurn(callback),
    holdProcess: (hold) => real.holdProcess(hold),
  }
  const sender = cluster.producer({
    clock,
    lingerMs: 100,
    deliveryTimeoutMs: 5_000,
    requestTimeoutMs: 2_000,
  })
  await cluster.until(sender.send({ topic: 't', value: '0' }))
  const set = (ms: number): void => {
    aheadMs = ms
  }
  return { cluster, sender, set }
}

describe('a wall clock that jumps', () => {
  it.each([HOUR_MS, -HOUR_MS])('S65: by %i ms ends nothing early or late', async (jumpMs) => {
    const { cluster, sender, set } = await aProducerWithWallClock()
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).dropRequest()
    const startedAt = cluster.clock.now()
    const failed = sender.send({ topic: 't', value: '1' }).catch((error) => error)
    await passTime(cluster, 500)
    set(jumpMs)

    expect(await cluster.until(failed)).toMatchObject({ code: 'DELIVERY_TIMEOUT' })
    expect(cluster.clock.now() - startedAt).toBe(5_000)
    expect(rule.fired).toBeGreaterThan(1)
    rule.remove()
    const healedAt = cluster.clock.now()
    await cluster.until(sender.send({ topic: 't', value: '2' }))
    expect(cluster.clock.now() - healedAt).toBeLessThan(2_000)
  })

  it.each([HOUR_MS, -HOUR_MS])(
    'S65: by %i ms between records of a batch shows in their timestamps alone',
    async (jumpMs) => {
      const { cluster, sender, set } = await aProducerWithWallClock()
      const sentAt = cluster.clock.wallTime()
      const sends = [sender.send({ topic: 't', value: '1' })]
      set(jumpMs)
      sends.push(sender.send({ topic: 't', value: '2' }))
      const startedAt = cluster.clock.now()

      const stored = await cluster.until(Promise.all(sends))

      expect(stored.map(({ offset }) => offset)).toEqual([1, 2])
      expect(cluster.clock.now() - startedAt).toBeLessThan(110)
      expect(cluster.kafka.log('t', 0)).toHaveLength(2)
      expect(cluster.kafka.records('t').map(({ timestamp }) => Number(timestamp) - sentAt)).toEqual(
        [expect.any(Number), 0, jumpMs],
      )
      cluster.kafka.verify()
    },
  )
})
