import { expect, it } from 'vitest'
import type { Clock } from '../src/time/clock.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

/** The same clock, counting how often the producer asked to be called back and was. */
function countWakeUps(clock: Clock) {
  let count = 0
  const counted = (callback: () => void) => () => {
    count++
    callback()
  }
  const counting: Clock = {
    now: () => clock.now(),
    wallTime: () => clock.wallTime(),
    setTimer: (delayMs, callback) => clock.setTimer(delayMs, counted(callback)),
    scheduleTurn: (callback) => clock.scheduleTurn(counted(callback)),
    holdProcess: (hold) => clock.holdProcess(hold),
  }
  return { clock: counting, wakeUps: () => count }
}

it('S69: a producer that is idle for ten minutes, with three brokers, is quiet (G7)', async () => {
  const cluster = startVirtualCluster({ brokers: 3 })
  cluster.kafka.createTopic('t', { partitions: 3, replicationFactor: 1 })
  const { clock, wakeUps } = countWakeUps(cluster.clock)
  const sender = cluster.producer({ clock, connectionsMaxIdleMs: 3_600_000 })
  for (const partition of [0, 1, 2]) {
    await cluster.until(sender.send({ topic: 't', value: 'x', partition }))
  }
  const { 'connection-count': connected, ...before } = sender.metrics().producer
  const busy = wakeUps()

  // In steps, so that what is awaited in between goes on.
  for (let second = 0; second < 600; second++) {
    cluster.clock.advance(1_000)
    await new Promise((resolve) => setImmediate(resolve))
  }

  const after = sender.metrics().producer
  expect(busy).toBeGreaterThan(0)
  expect(connected).toBeGreaterThanOrEqual(3)
  expect(after['connection-count']).toBe(connected)
  // Metadata at five and at ten minutes, a timer for each answer that was waited for, and nothing else: G7 allows 3,000.
  expect(wakeUps() - busy).toBeLessThanOrEqual(30)
  expect(after['request-total'] - before['request-total']).toBeLessThanOrEqual(2)
  expect(cluster.clock.processHeld).toBe(false)
})
