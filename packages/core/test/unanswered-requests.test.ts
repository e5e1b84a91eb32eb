import { createMemoryNetwork } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import type { ProducerOptions } from '../src/producer/producer-options.ts'
import { noRetry } from '../src/retry/no-retry.ts'
import { countTimers } from './count-timers.ts'
import { jammableNetwork } from './jammable-network.ts'
import { passTime } from './pass-time.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

/** A producer whose first record has left, and whose bytes leave no more. */
async function startJammed(options: Partial<ProducerOptions> = {}) {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t')
  const { socketFactory, jam, clear, destroyedWhileJammed } = jammableNetwork(cluster)
  const sender = cluster.producer({ acks: 0, socketFactory, ...options })
  await cluster.until(sender.send({ topic: 't', value: '0' }))
  jam()
  return { cluster, sender, clear, destroyedWhileJammed }
}

describe('with acks 0', () => {
  it('a record counts as sent when its bytes have left, not before', async () => {
    const { cluster, sender, clear } = await startJammed()
    let settled = false
    const sent = sender.send({ topic: 't', value: '1' }).then(() => {
      settled = true
    })
    await passTime(cluster, 50)
    const early = settled
    clear()
    await cluster.until(sent)

    expect([early, settled]).toEqual([false, true])
  })

  it('a record whose bytes were lost with the connection is sent again', async () => {
    const { cluster, sender, clear } = await startJammed()
    const sent = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, 5)
    await cluster.kafka.kill(1)
    await passTime(cluster, 5)
    clear()
    await cluster.kafka.restart(1)

    await cluster.until(sent)
    await passTime(cluster, 10)
    expect(storedValues(cluster)).toEqual(['0', '1'])
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('I6: bytes that never leave end with the socket at the request time-out, and are sent again', async () => {
    const { cluster, sender, clear, destroyedWhileJammed } = await startJammed({
      requestTimeoutMs: 2_000,
    })
    const sent = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, 1_990)
    const early = destroyedWhileJammed()
    await passTime(cluster, 20)
    const onTime = destroyedWhileJammed()
    clear()

    await cluster.until(sent)
    await passTime(cluster, 10)
    expect([early, onTime]).toEqual([0, 1])
    expect(storedValues(cluster)).toEqual(['0', '1'])
  })

  it('I6: bytes that never leave fail as possibly stored when nothing is sent again', async () => {
    const { cluster, sender, destroyedWhileJammed } = await startJammed({
      requestTimeoutMs: 2_000,
      retryPolicy: noRetry(),
    })

    const outcome = await cluster.until(
      sender.send({ topic: 't', value: '1' }).catch((error: unknown) => error),
    )

    expect(destroyedWhileJammed()).toBe(1)
    expect(outcome).toMatchObject({ code: 'BROKERS_UNREACHABLE', persisted: 'possibly' })
  })

  it('a record on a slow link counts as sent when its last byte has left', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const socketFactory = createMemoryNetwork(cluster.kafka.cluster, cluster.clock)
    const sender = cluster.producer({ acks: 0, socketFactory })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    socketFactory.links({ direction: 'toBroker' }).set({ bytesPerSecond: 1_000 })
    const startedAt = cluster.clock.now()

    await cluster.until(sender.send({ topic: 't', value: 'x'.repeat(10_000) }))

    const tookMs = cluster.clock.now() - startedAt
    expect(tookMs).toBeGreaterThan(10_000)
    expect(tookMs).toBeLessThan(10_300)
    expect(storedValues(cluster)).toHaveLength(2)
  })

  it('I6: a black hole ends with the socket at the request time-out', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const socketFactory = createMemoryNetwork(cluster.kafka.cluster, cluster.clock)
    const sender = cluster.producer({ acks: 0, socketFactory, requestTimeoutMs: 2_000 })
    await cluster.until(sender.send({ topic: 't', value: '0' }))
    const dialsBefore = socketFactory.dials.length
    const links = socketFactory.links()
    links.set({ blackHole: true })
    const sent = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, 2_100)
    const redialled = socketFactory.dials.length - dialsBefore
    links.set({ blackHole: false })

    await cluster.until(sent)
    await passTime(cluster, 10)
    expect(redialled).toBeGreaterThan(0)
    expect(storedValues(cluster)).toContain('1')
  })

  it('does not look again and again whether its bytes have left', async () => {
    const { cluster, sender } = await startJammed()
    sender.send({ topic: 't', value: '1' }).catch(() => undefined)
    await passTime(cluster, 10)
    const timers = countTimers(cluster.clock)

    cluster.clock.advance(10_000)

    expect(timers.fired()).toBe(0)
    expect(cluster.clock.processHeld).toBe(true)
  })
})
