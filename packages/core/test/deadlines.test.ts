import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

/** Milliseconds from now until the promise is rejected, with what it is rejected with. */
async function rejection({ clock, until }: VirtualCluster, sent: Promise<unknown>) {
  const startedAt = clock.now()
  let settledAt = Number.NaN
  // Noted as it happens: somebody else may be moving time as well.
  const noted = sent.finally(() => {
    settledAt = clock.now()
  })
  const [outcome] = await until(Promise.allSettled([noted]))
  const reason = outcome?.status === 'rejected' ? outcome.reason : undefined
  return { afterMs: settledAt - startedAt, reason }
}

describe('the deadline of a record (G2)', () => {
  it('is not early, however busy the producer is with others', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 2 })
    const sender = cluster.producer({ deliveryTimeoutMs: 1_000, requestTimeoutMs: 1_000 })
    await cluster.until(sender.partitionsFor('t'))
    const rule = cluster.kafka.faults
      .on({ api: 'Produce', partition: 0 })
      .error('NOT_ENOUGH_REPLICAS')
    const stuck = rejection(cluster, sender.send({ topic: 't', partition: 0, value: '' }))
    for (let round = 0; round < 95; round++) {
      await cluster.until(sender.send({ topic: 't', partition: 1, value: '' }))
      await passTime(cluster, 8)
    }

    const { afterMs, reason } = await stuck

    expect(rule.fired).toBeGreaterThan(1)
    expect(reason).toMatchObject({ code: 'DELIVERY_TIMEOUT', persisted: 'no' })
    expect(afterMs).toBe(1_000)
  })

  it('counts from the call for a record that waited for its topic', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const slow = cluster.kafka.faults.on({ api: 'Metadata', nth: 1 }).delay(3_000)
    cluster.kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')
    const sender = cluster.producer({ deliveryTimeoutMs: 5_000, requestTimeoutMs: 5_000 })

    const { afterMs, reason } = await rejection(cluster, sender.send({ topic: 't', value: '' }))

    expect(slow.fired).toBe(1)
    expect(reason).toMatchObject({ code: 'DELIVERY_TIMEOUT', brokerError: 'NOT_ENOUGH_REPLICAS' })
    expect(afterMs).toBe(5_000)
  })

  it('counts from the call for a record that joins others in a batch later', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ deliveryTimeoutMs: 2_000, requestTimeoutMs: 1_000 })
    await cluster.until(sender.send({ topic: 't', value: '' }))
    await cluster.kafka.kill(1)
    await passTime(cluster, 10)
    const first = rejection(cluster, sender.send({ topic: 't', value: '1' }))
    await passTime(cluster, 500)
    const second = rejection(cluster, sender.send({ topic: 't', value: '2' }))

    expect((await first).afterMs).toBe(2_000)
    expect((await second).afterMs).toBeLessThanOrEqual(2_000)
    expect((await second).reason).toMatchObject({ code: 'DELIVERY_TIMEOUT', persisted: 'no' })
  })

  it('ends waiting for a topic before maxBlockMs when it is shorter', async () => {
    const cluster = startVirtualCluster()
    const rule = cluster.kafka.faults.on({ api: 'Metadata' }).dropRequest()
    const sender = cluster.producer({ deliveryTimeoutMs: 2_000, requestTimeoutMs: 1_000 })

    const { afterMs, reason } = await rejection(cluster, sender.send({ topic: 't', value: '' }))

    expect(rule.fired).toBeGreaterThan(0)
    expect(reason).toMatchObject({ persisted: 'no', topic: 't' })
    expect(afterMs).toBe(2_000)
  })

  it('I5: when it passes on the wire, nothing newer of the partition leaves before the outcome is known', async () => {
    const cluster = startVirtualCluster()
    const { kafka } = cluster
    kafka.createTopic('t', { partitions: 2 })
    const sender = cluster.producer({
      deliveryTimeoutMs: 2_500,
      requestTimeoutMs: 2_000,
      maxInFlightRequests: 2,
      batchSizeBytes: 1_000,
      maxRequestSizeBytes: 1_500,
    })
    // Each is a batch and a request of its own.
    const send = (partition: number, value: string) =>
      sender.send({ topic: 't', partition, value: value.repeat(1_000) })
    await cluster.until(send(0, 'w'))
    const throttled = kafka.faults.on({ api: 'Produce', nth: 1 }).throttle(1_000)
    await cluster.until(send(1, 'w'))
    expect(throttled.fired).toBe(1)
    const [other, own] = [1, 0].map((partition) => {
      return kafka.faults.on({ api: 'Produce', partition, nth: 1 }).hold()
    })
    const old = Promise.allSettled([send(1, 'a'), send(0, 'b')])
    await passTime(cluster, 1_500) // They left half a second ago, and fill the wire.
    const newer = send(0, 'c')
    const [, late] = await cluster.until(old)
    expect(late).toMatchObject({ reason: { code: 'DELIVERY_TIMEOUT', persisted: 'possibly' } })

    other?.release() // There is room on the wire again.
    await passTime(cluster, 100)
    expect(own?.held).toBe(1)
    expect(sender.metrics().producer['requests-in-flight']).toBe(1)
    own?.release()

    expect(await cluster.until(newer)).toMatchObject({ partition: 0, offset: 2 })
  })

  it('is kept for 20,000 records at once, in order', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ deliveryTimeoutMs: 1_000, requestTimeoutMs: 1_000 })
    await cluster.until(sender.partitionsFor('t'))
    cluster.kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')
    const startedAt = cluster.clock.now()
    const failed: number[] = []
    for (let index = 0; index < 20_000; index++) {
      sender.trySend({ topic: 't', value: 'x' }, () => failed.push(index))
    }

    await cluster.until(sender.flush())
    await passTime(cluster, 0)

    expect(cluster.clock.now() - startedAt).toBe(1_000)
    expect(failed).toEqual(Array.from({ length: 20_000 }, (_, index) => index))
    await cluster.until(sender.ready({ timeoutMs: 1 }))
  })
})
