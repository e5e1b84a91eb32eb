import { describe, expect, it } from 'vitest'
import { startVirtualCluster } from './virtual-cluster.ts'

/** Sends records of 100 bytes with promises until one is refused. */
function countTaken(send: () => Promise<unknown>, refused: () => number): number {
  let taken = 0
  for (; refused() === 0; taken++) send().catch(() => undefined)
  return taken - 1
}

describe('the figures of the guide on memory', { timeout: 30_000 }, () => {
  const value = 'x'.repeat(100)

  it('hold about 100,000 records of 100 bytes in flight', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ maxWaitingBytes: 0 })
    await cluster.until(sender.partitionsFor('t'))

    const taken = countTaken(
      () => sender.send({ topic: 't', value }),
      () => sender.metrics().producer['buffer-exhausted-total'],
    )

    expect(Math.round(taken / 10_000)).toBe(11)
  })

  it('hold about 50,000 more that wait', async () => {
    const cluster = startVirtualCluster()
    const sender = cluster.producer()

    const taken = countTaken(
      () => sender.send({ topic: 't', value }),
      () => sender.metrics().producer['buffer-exhausted-total'],
    )

    expect(Math.round(taken / 10_000)).toBe(5)
  })
})
