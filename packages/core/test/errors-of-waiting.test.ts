import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const reasonOf = (outcome: PromiseSettledResult<unknown>): unknown =>
  outcome.status === 'rejected' ? outcome.reason : null

const reasonsOf = async (sends: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(sends)).map(reasonOf)

/** A cluster with topics `a` and `b`, and a producer whose buffer is full while its broker is silent: whatever it is given waits. */
async function aFullProducer() {
  const cluster = startVirtualCluster()
  for (const topic of ['a', 'b']) cluster.kafka.createTopic(topic, { partitions: 2 })
  const sender = cluster.producer({ bufferMemoryBytes: 16_384, maxBlockMs: 1_000 })
  await cluster.until(Promise.all([sender.partitionsFor('a'), sender.partitionsFor('b')]))
  const rule = cluster.kafka.faults.on({ api: 'Produce' }).dropRequest()
  while (sender.metrics().producer['waiting-senders'] === 0) {
    sender.send({ topic: 'a', value: 'fill' }).catch(() => {})
  }
  await passTime(cluster, 10)
  expect(rule.fired).toBe(1)
  return { cluster, sender }
}

// An error for each costs 13 µs and 1.3 KB, and V8 keeps it long: see SharedErrors.
describe('records that stop waiting in one pass', () => {
  it('S62: share one error for each topic when no room came in time', async () => {
    const { cluster, sender } = await aFullProducer()

    const sends = [...'abaab'].map((topic) => sender.send({ topic, value: 'x' }))
    const early = reasonsOf(sends)
    await passTime(cluster, 100)
    const late = reasonsOf([sender.send({ topic: 'a', value: 'x' })])
    const [a, b, ...others] = await cluster.until(early)

    expect(a).toMatchObject({ code: 'BUFFER_EXHAUSTED', topic: 'a', persisted: 'no' })
    expect(b).toMatchObject({ code: 'BUFFER_EXHAUSTED', topic: 'b', persisted: 'no' })
    expect(others.map((error) => [error === a, error === b])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ])
    const [latest] = await cluster.until(late)
    expect(latest).toMatchObject({ code: 'BUFFER_EXHAUSTED', topic: 'a' })
    expect(latest).not.toBe(a)
  })

  it('share one error for each topic when the producer is closed', async () => {
    const { cluster, sender } = await aFullProducer()

    const sends = [...'abaab'].map((topic) => sender.send({ topic, value: 'x' }))
    const told = reasonsOf(sends)
    await cluster.until(sender.close({ timeoutMs: 0 }))
    const [a, b, ...others] = await told

    expect(a).toMatchObject({ code: 'PRODUCER_CLOSED', topic: 'a' })
    expect(b).toMatchObject({ code: 'PRODUCER_CLOSED', topic: 'b' })
    expect(others.map((error) => [error === a, error === b])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ])
  })

  it('share one error for each partition that metadata does not know', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 2 })
    const sender = cluster.producer()
    await cluster.until(sender.partitionsFor('t'))

    const sends = [7, 8, 7].map((partition) => sender.send({ topic: 't', partition, value: 'x' }))
    const [seven, eight, again] = await cluster.until(reasonsOf(sends))

    expect(seven).toMatchObject({ code: 'UNKNOWN_PARTITION', message: /no partition 7/ })
    expect(eight).toMatchObject({ code: 'UNKNOWN_PARTITION', message: /no partition 8/ })
    expect(again).toBe(seven)
  })

  it('do not share across what they waited for', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { partitions: 2 })
    const sender = cluster.producer({ maxBlockMs: 1_000, bufferMemoryBytes: 16_384 })
    await cluster.until(sender.partitionsFor('t'))
    // Metadata is not told either: it stands behind the request that gets no answer.
    const full = cluster.kafka.faults.on({ api: 'Produce' }).dropRequest()
    while (sender.metrics().producer['waiting-senders'] === 0) {
      sender.send({ topic: 't', value: 'fill' }).catch(() => {})
    }

    const told = await cluster.until(
      reasonsOf([
        sender.send({ topic: 't', partition: 7, value: 'x' }),
        sender.send({ topic: 't', value: 'x' }),
        sender.send({ topic: 't', partition: 8, value: 'x' }),
      ]),
    )

    expect(full.fired).toBeGreaterThan(0)
    expect(told).toMatchObject([
      { code: 'UNKNOWN_PARTITION', message: /no partition 7/ },
      { code: 'BUFFER_EXHAUSTED' },
      { code: 'UNKNOWN_PARTITION', message: /no partition 8/ },
    ])
  })
})
