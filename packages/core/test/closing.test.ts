import { describe, expect, it } from 'vitest'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('the end of a producer', () => {
  it('acknowledges everything that was sent before close', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()
    const sends = Array.from({ length: 500 }, (_, index) =>
      sender.send({ topic: 't', value: String(index) }),
    )

    await until(sender.close())

    expect((await Promise.allSettled(sends)).every(({ status }) => status === 'fulfilled')).toBe(
      true,
    )
    expect(kafka.records('t')).toHaveLength(500)
  })

  it('comes within its time-out, with every promise settled, when the cluster is dead (S71)', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    const sender = producer({ maxInFlightRequests: 1 })
    await until(sender.send({ topic: 't', value: 'warm' }))
    const rule = kafka.faults.on({ api: 'Produce' }).dropRequest()
    const onTheWire = sender.send({ topic: 't', value: '0' })
    clock.advance(10)
    const queued = sender.send({ topic: 't', value: '1' })
    const startedAt = clock.now()
    const waiting = sender.send({ topic: 'unheard-of', value: '2' })
    const outcomes = Promise.allSettled([onTheWire, queued, waiting])
    await until(sender.close({ timeoutMs: 1_000 }))

    expect(rule.fired).toBe(1)
    expect(clock.now() - startedAt).toBeLessThanOrEqual(1_250)
    expect(
      (await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason),
    ).toMatchObject([
      { code: 'PRODUCER_CLOSED', persisted: 'possibly' },
      { code: 'PRODUCER_CLOSED', persisted: 'no' },
      { code: 'PRODUCER_CLOSED', persisted: 'no' },
    ])
  })

  it('is shared by later calls, and needs no connection', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()

    const first = sender.close()

    expect(sender.close()).toBe(first)
    await until(first)
    expect(kafka.requests()).toEqual([])
  })

  it('leaves no timer and no hold on the process', async () => {
    const { clock, producer, until } = startVirtualCluster()
    const sender = producer()
    await until(sender.send({ topic: 't', value: '' }))

    await until(sender.close())
    clock.advance(10) // The broker's end of the connection is told.

    expect(clock.processHeld).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  it('ends a flush when what was sent before it has settled, not what came after', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 2 })
    const sender = producer()
    await until(sender.partitionsFor('t'))
    const rule = kafka.faults.on({ api: 'Produce', partition: 1 }).hold()
    sender.send({ topic: 't', value: 'before', partition: 0 })

    const flushed = sender.flush()
    const after = sender.send({ topic: 't', value: 'after', partition: 1 })
    await until(flushed)

    expect(kafka.records('t').map((record) => record.value?.toString())).toContain('before')
    rule.remove()
    await until(after)
  })

  it('tells a flush that ran out of time, and the records go on', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer()
    await until(sender.partitionsFor('t'))
    const rule = kafka.faults.on({ api: 'Produce', nth: 1 }).hold()
    const sent = sender.send({ topic: 't', value: '' })

    await expect(until(sender.flush({ timeoutMs: 100 }))).rejects.toMatchObject({
      code: 'DELIVERY_TIMEOUT',
    })
    rule.remove()

    expect(await until(sent)).toMatchObject({ offset: 0 })
  })
})
