import { describe, expect, it } from 'vitest'
import { fixedRetry } from '../src/retry/fixed-retry.ts'
import { noRetry } from '../src/retry/no-retry.ts'
import type { RetryPolicy } from '../src/retry/retry-policy.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

/** A producer with that policy whose next Produce requests are refused, that many times. */
async function refused(retryPolicy: RetryPolicy, times: number) {
  const cluster = startVirtualCluster()
  const { kafka, producer, until } = cluster
  kafka.createTopic('t', { partitions: 1 })
  const sender = producer({ retryPolicy, deliveryTimeoutMs: 5_000, requestTimeoutMs: 1_000 })
  await until(sender.send({ topic: 't', value: 'warm' }))
  const rule = kafka.faults.on({ api: 'Produce', times }).error('NOT_ENOUGH_REPLICAS')
  return { cluster, rule, sender }
}

describe('a retry policy', () => {
  it('of fixed waits sends again after each of them', async () => {
    const { cluster, rule, sender } = await refused(fixedRetry(300), 3)
    const startedAt = cluster.clock.now()
    await cluster.until(sender.send({ topic: 't', value: 'x' }))

    expect(rule.fired).toBe(3)
    expect(cluster.clock.now() - startedAt).toBeGreaterThanOrEqual(900)
    expect(cluster.clock.now() - startedAt).toBeLessThan(950)
  })

  it('that does not retry rejects with the first failure, and the next record is sent', async () => {
    const { cluster, rule, sender } = await refused(noRetry(), 1)
    const failed = cluster.until(sender.send({ topic: 't', value: 'x' }))

    await expect(failed).rejects.toMatchObject({ persisted: 'no', attempts: 1 })
    expect(await cluster.until(sender.send({ topic: 't', value: 'y' }))).toMatchObject({
      offset: 1,
    })
    expect(rule.fired).toBe(1)
  })

  it('that does not retry still has the producer ask who leads now, where no answer tells', async () => {
    const cluster = startVirtualCluster({ brokers: 2 })
    const { kafka, producer, until } = cluster
    kafka.createTopic('t', { partitions: 1 })
    kafka.apiRange('Produce', 3, 9)
    const sender = producer({ retryPolicy: noRetry() })
    await until(sender.send({ topic: 't', value: '0' }))
    const old = kafka.cluster.state.topic('t')?.partitions[0]?.leader
    kafka.moveLeader('t', 0, old === 1 ? 2 : 1)

    await expect(until(sender.send({ topic: 't', value: '1' }))).rejects.toMatchObject({
      brokerError: 'NOT_LEADER_OR_FOLLOWER',
    })
    await passTime(cluster, 1_000)

    expect(await until(sender.send({ topic: 't', value: '2' }))).toMatchObject({ offset: 1 })
  })

  it('that never ends is ended by deliveryTimeoutMs', async () => {
    const { cluster, rule, sender } = await refused(fixedRetry(10), 1_000_000)
    const startedAt = cluster.clock.now()
    const failed = cluster.until(sender.send({ topic: 't', value: 'x' }))

    await expect(failed).rejects.toMatchObject({ code: 'DELIVERY_TIMEOUT' })
    expect(cluster.clock.now() - startedAt).toBe(5_000)
    expect(rule.fired).toBeGreaterThan(100)
  })

  it.each([1e12, Number.POSITIVE_INFINITY, Number.NaN, -1])(
    'that says %d holds up no later record',
    async (delayMs) => {
      const { cluster, rule, sender } = await refused(
        { delayMs: ({ attempt }) => (attempt < 3 ? 1_000 : delayMs) },
        3,
      )
      const failed = cluster.until(sender.send({ topic: 't', value: 'x' }))
      await expect(failed).rejects.toMatchObject({ persisted: 'no' })
      await passTime(cluster, 1)
      const startedAt = cluster.clock.now()
      await cluster.until(sender.send({ topic: 't', value: 'y' }))

      expect(rule.fired).toBe(3)
      expect(cluster.clock.now() - startedAt).toBeLessThan(100)
    },
  )
})
