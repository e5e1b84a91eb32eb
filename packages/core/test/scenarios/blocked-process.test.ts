import { describe, expect, it } from 'vitest'
import type { ProducerOptions } from '../../src/producer/producer-options.ts'
import { passTime } from '../pass-time.ts'
import { storedValues } from '../stored-values.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'
import { blockableProcess } from './blockable-process.ts'

describe('a process in which nothing runs for a while', () => {
  it('S64: takes the answers that came meanwhile, although their requests seem overdue', async () => {
    const { cluster, sender, block } = await aBlockableProducer({ batchSizeBytes: 100 })
    const { kafka } = cluster
    const sends = Array.from({ length: 40 }, (_, index) =>
      sender.send({ topic: 't', value: String(index) }),
    )
    cluster.clock.advance(1)
    const connections = kafka.connections().length

    await block(40_000)
    await cluster.until(Promise.all(sends))

    expect(storedValues(cluster)).toEqual(['warm', ...sends.map((_, index) => String(index))])
    expect(kafka.connections()).toHaveLength(connections)
    const attempts = kafka.attempts()
    expect(attempts.every(({ verdict }) => verdict === 'appended')).toBe(true)
    expect(attempts.every(({ header }) => header.producerEpoch === 0)).toBe(true)
    kafka.verify()
  })

  it('S64: takes an answer that came meanwhile, although its record seems overdue', async () => {
    const { cluster, sender, block } = await aBlockableProducer({
      deliveryTimeoutMs: 35_000,
      requestTimeoutMs: 30_000,
    })
    const sent = sender.send({ topic: 't', value: 'x' })
    cluster.clock.advance(1)

    await block(40_000)

    expect(await cluster.until(sent)).toMatchObject({ offset: 1 })
    await cluster.until(sender.send({ topic: 't', value: 'y' }))
    expect(cluster.kafka.log('t', 0).every(({ header }) => header.producerEpoch === 0)).toBe(true)
    cluster.kafka.verify()
  })

  it('S66: rejects what has expired when it wakes after ten minutes, and works again', async () => {
    const { cluster, sender, block } = await aBlockableProducer({ maxInFlightRequests: 1 })
    const { kafka } = cluster
    const rule = kafka.faults.on({ api: 'Produce' }).dropRequest()
    const onTheWire = sender.send({ topic: 't', value: '1' })
    await passTime(cluster, 10)
    const queued = sender.send({ topic: 't', value: '2' })
    const waiting = sender.send({ topic: 'unheard-of', value: '3' })
    const outcomes = Promise.allSettled([onTheWire, queued, waiting])

    await block(600_000)
    rule.remove()
    const wokeAt = cluster.clock.now()
    const settled = await cluster.until(outcomes)
    const settledAt = cluster.clock.now()
    await cluster.until(sender.send({ topic: 't', value: '4' }))

    expect(rule.fired).toBe(1)
    expect(settledAt - wokeAt).toBeLessThanOrEqual(250)
    expect(settled).toMatchObject([
      { reason: { code: 'DELIVERY_TIMEOUT', persisted: 'possibly' } },
      { reason: { code: 'DELIVERY_TIMEOUT', persisted: 'no' } },
      { reason: { persisted: 'no' } },
    ])
    expect(cluster.clock.now() - wokeAt).toBeLessThan(2_000)
    expect(storedValues(cluster)).toEqual(['warm', '4'])
    kafka.verify()
  })
})

/** A producer in a process that can be blocked, connected and proven. */
async function aBlockableProducer(options: Partial<ProducerOptions>) {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t')
  const { clock, socketFactory, block } = blockableProcess(cluster)
  const sender = cluster.producer({ clock, socketFactory, ...options })
  await cluster.until(sender.send({ topic: 't', value: 'warm' }))
  return { cluster, sender, block }
}
