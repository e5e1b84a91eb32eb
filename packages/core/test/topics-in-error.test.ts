import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a topic that was known and is in error', () => {
  it.each([
    'INVALID_TOPIC_EXCEPTION',
    'TOPIC_AUTHORIZATION_FAILED',
    'UNKNOWN_SERVER_ERROR',
  ] as const)(
    'is asked for again after %s, or it would never hear who leads now',
    async (error) => {
      const cluster = startVirtualCluster({ brokers: 3 })
      const { clock, kafka, until } = cluster
      kafka.createTopic('t', { partitions: 1 })
      const sender = cluster.producer()
      await until(sender.send({ topic: 't', value: 'before' }))
      const rule = kafka.faults.on({ api: 'Metadata' }).error(error)
      const leader = kafka.cluster.state.topic('t')?.partitions[0]?.leader ?? 0
      // One in flight, so that the end of the connection makes the client ask who leads.
      const cut = kafka.faults.on({ api: 'Produce', nth: 1 }).dropRequest()
      const sends = [sender.send({ topic: 't', value: 'during' })]
      await passTime(cluster, 5)
      await kafka.kill(leader)
      // Long enough that every other reason to ask has been used up.
      await passTime(cluster, 40_000)
      rule.remove()
      const healedAt = clock.now()
      sends.push(sender.send({ topic: 't', value: 'after' }))
      await until(Promise.all(sends))

      expect(cut.fired).toBe(1)
      expect(rule.fired).toBeGreaterThan(2)
      expect(clock.now() - healedAt).toBeLessThan(2_000)
    },
  )
})
