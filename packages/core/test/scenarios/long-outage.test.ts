import { DeliveryLedger } from '@headwater/testing'
import { expect, it } from 'vitest'
import { PROMISE_OVERHEAD_BYTES } from '../../src/accumulator/memory-budget.ts'
import type { ProducerError } from '../../src/errors/producer-error.ts'
import { passTime } from '../pass-time.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'
import { heapUsedBytes } from './heap-used-bytes.ts'

const OUTAGE_MS = 600_000
const BUFFER_BYTES = 1_048_576
const WAITING_BYTES = 524_288
const MAX_BLOCK_MS = 5_000
const TIMEOUT_MS = 60_000
const VALUE = 'x'.repeat(100)

it('S62: S24: L19: ten minutes without a broker, under load, cost bounded memory and no promise its end', {
  timeout: 60_000,
}, async () => {
  const cluster = startVirtualCluster({ brokers: 3 })
  const { clock, kafka } = cluster
  kafka.createTopic('t', { partitions: 3 })
  const sender = cluster.producer({
    bufferMemoryBytes: BUFFER_BYTES,
    maxWaitingBytes: WAITING_BYTES,
    maxBlockMs: MAX_BLOCK_MS,
    deliveryTimeoutMs: TIMEOUT_MS,
  })
  const ledger = new DeliveryLedger({ now: () => clock.now(), withinMs: TIMEOUT_MS })
  const rejected = new Map<string, { count: number; slowestMs: number }>()
  let [number, settled, mostPending, leastFree] = [0, 0, 0, BUFFER_BYTES]
  let firstAfterMs = Number.POSITIVE_INFINITY

  const sendOne = (): Promise<void> => {
    const record = { topic: 't', partition: number % 3, value: `${number++} ${VALUE}` }
    const entry = ledger.sent(record)
    const sentAtMs = clock.now()
    return sender.send(record).then(
      (metadata) => {
        settled++
        firstAfterMs = Math.min(firstAfterMs, clock.now())
        entry.acknowledged(metadata)
      },
      (error: ProducerError) => {
        settled++
        const reason = `${error.code} ${error.persisted}`
        const { count, slowestMs } = rejected.get(reason) ?? { count: 0, slowestMs: 0 }
        const tookMs = clock.now() - sentAtMs
        rejected.set(reason, { count: count + 1, slowestMs: Math.max(slowestMs, tookMs) })
        entry.rejected(error)
      },
    )
  }

  await cluster.until(Promise.all([sendOne(), sendOne(), sendOne()]))
  const heapBefore = heapUsedBytes()
  for (const node of [1, 2, 3]) {
    // The last thing that each of them does: what it is sent now may be stored.
    kafka.faults.on({ api: 'Produce', node, nth: 1 }).applyThenDrop()
  }
  await cluster.until(Promise.race([Promise.resolve(), sendOne(), sendOne(), sendOne()]))
  await passTime(cluster, 10)
  for (const node of [1, 2, 3]) await kafka.kill(node)
  firstAfterMs = Number.POSITIVE_INFINITY
  for (let passed = 0; passed < OUTAGE_MS; passed += 100) {
    for (let count = 0; count < 5; count++) void sendOne()
    await passTime(cluster, 100)
    mostPending = Math.max(mostPending, number - settled)
    leastFree = Math.min(leastFree, sender.metrics().producer['buffer-available-bytes'])
  }
  const heapAfter = heapUsedBytes()
  const refused = [...rejected.values()].reduce((sum, { count }) => sum + count, 0)
  for (const node of [1, 2, 3]) await kafka.restart(node)
  const healedAt = clock.now()
  await cluster.until(Promise.all([sendOne(), sendOne(), sendOne()]))
  await cluster.until(sender.flush())

  expect(number).toBeGreaterThan(30_000)
  expect(leastFree).toBeLessThan(20_000)
  expect(refused).toBeGreaterThan(25_000)
  expect(mostPending).toBeLessThan((BUFFER_BYTES + WAITING_BYTES) / PROMISE_OVERHEAD_BYTES)
  expect(heapAfter - heapBefore).toBeLessThan(1.5 * BUFFER_BYTES + 32 * 1_048_576)
  expect([...rejected.keys()].toSorted()).toEqual([
    'BUFFER_EXHAUSTED no',
    'DELIVERY_TIMEOUT no',
    'DELIVERY_TIMEOUT possibly',
  ])
  expect(rejected.get('BUFFER_EXHAUSTED no')?.slowestMs).toBeLessThanOrEqual(MAX_BLOCK_MS + 250)
  expect(rejected.get('DELIVERY_TIMEOUT no')?.slowestMs).toBe(TIMEOUT_MS)
  expect(rejected.get('DELIVERY_TIMEOUT possibly')).toEqual({ count: 3, slowestMs: TIMEOUT_MS })
  expect(firstAfterMs - healedAt).toBeLessThan(2_000)
  kafka.verify(ledger)
})
