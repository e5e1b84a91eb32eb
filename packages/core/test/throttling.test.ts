import { describe, expect, it } from 'vitest'
import { countTimers } from './count-timers.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a broker that asks for silence', () => {
  it.each([1, 5_000])(
    'S34, L16: gets nothing for %i ms, and then at once; the others go on, and no timer is left that spins',
    async (throttleMs) => {
      const cluster = startVirtualCluster({ brokers: 2 })
      cluster.kafka.createTopic('t', { partitions: 2, replicationFactor: 1 })
      const sender = cluster.producer()
      const partitions = await cluster.until(sender.partitionsFor('t'))
      const leaders = partitions.map(({ leaderId }) => leaderId)
      expect(new Set(leaders).size).toBe(2)
      const [throttledNode = -1, otherNode = -1] = leaders
      for (const partition of [0, 1]) {
        await cluster.until(sender.send({ topic: 't', value: 'warm', partition }))
      }
      const rule = cluster.kafka.faults
        .on({ api: 'Produce', node: throttledNode, nth: 1 })
        .throttle(throttleMs)
      await cluster.until(sender.send({ topic: 't', value: 'throttled', partition: 0 }))
      const mutedAtMs = cluster.clock.now()

      const arrivals: Record<number, number[]> = { 0: [], 1: [] }
      const sends = [0, 1].map((partition) =>
        sender.send({ topic: 't', value: 'x', partition }).then(() => {
          arrivals[partition]?.push(cluster.clock.now() - mutedAtMs)
        }),
      )
      // Nobody sends anything more to the throttled broker: its wake-up is its own.
      await passTime(cluster, throttleMs + 100)
      await Promise.all(sends)
      const { producer } = sender.metrics()
      const timers = countTimers(cluster.clock)
      cluster.clock.advance(60_000)

      // At most the two sockets' waits for answers that have come, which are not cancelled one by one.
      expect(timers.fired()).toBeLessThanOrEqual(2)
      expect(rule.fired).toBe(1)
      const [own = -1] = arrivals[0] ?? []
      expect(own).toBeGreaterThanOrEqual(throttleMs)
      expect(own).toBeLessThanOrEqual(throttleMs + 50)
      expect(arrivals[1]?.[0]).toBeLessThanOrEqual(5)
      const requests = cluster.kafka.requests().filter(({ api }) => api === 'Produce')
      const toThrottled = requests.filter(({ node }) => node === throttledNode)
      expect(toThrottled.length).toBe(3)
      expect(requests.filter(({ node }) => node === otherNode).length).toBe(2)
      expect(producer['produce-throttle-time-max']).toBe(throttleMs)
      expect(producer['produce-throttle-time-avg']).toBe(throttleMs / 5)
    },
  )
})
