import { describe, expect, it } from 'vitest'
import { passTime } from '../pass-time.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'
import { heapUsedBytes } from './heap-used-bytes.ts'

const WAITING_BYTES = 4_194_304
const RECORDS = 10_000

/** A producer whose buffer is full while its broker is silent: whatever it is given now waits. */
async function aFullProducer() {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t')
  const sender = cluster.producer({ bufferMemoryBytes: 16_384, maxWaitingBytes: WAITING_BYTES })
  await cluster.until(sender.partitionsFor('t'))
  const rule = cluster.kafka.faults.on({ api: 'Produce' }).dropRequest()
  const settled: Promise<unknown>[] = []
  while (sender.metrics().producer['waiting-senders'] === 0) {
    settled.push(sender.send({ topic: 't', value: 'fill' }).catch(() => {}))
  }
  await passTime(cluster, 10)
  expect(rule.fired).toBe(1)
  return { cluster, sender }
}

const record = (index: number) => ({ topic: 't', key: `key-${index}`, value: String(index) })

describe('small records that wait while nothing goes on', { timeout: 30_000 }, () => {
  it('S62: L19: take no more than the bound when each is a send', async () => {
    const { cluster, sender } = await aFullProducer()
    let refused = 0
    const before = heapUsedBytes()
    for (let index = 0; index < RECORDS; index++) {
      sender.send(record(index)).catch(() => {
        refused++
      })
    }
    await passTime(cluster, 10)
    const growth = heapUsedBytes() - before

    expect(refused).toBeGreaterThan(1_000)
    expect(refused).toBeLessThan(RECORDS - 2_000)
    expect(growth).toBeLessThan(1.1 * WAITING_BYTES)
    await cluster.until(sender.close({ timeoutMs: 0 }))
  })

  it('S62: L19: take no more than the bound when they come in lists', async () => {
    const { cluster, sender } = await aFullProducer()
    const waiting = () => sender.metrics().producer['waiting-senders']
    const outcomes: Promise<readonly PromiseSettledResult<unknown>[]>[] = []
    const before = heapUsedBytes()
    for (let first = 0; waiting() >= first; first += 100) {
      const records = Array.from({ length: 100 }, (_, index) => record(first + index))
      outcomes.push(sender.sendBatch(records))
    }
    await passTime(cluster, 10)
    const growth = heapUsedBytes() - before

    expect(outcomes.length).toBeGreaterThan(50)
    expect(growth).toBeLessThan(1.1 * WAITING_BYTES)
    await cluster.until(sender.close({ timeoutMs: 0 }))
    const last = (await outcomes.at(-1)) ?? []
    expect(last.at(-1)).toMatchObject({ reason: { code: 'BUFFER_EXHAUSTED', persisted: 'no' } })
  })
})
