import { describe, expect, it } from 'vitest'
import type { Logger } from '../src/diagnostics/logger.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

/** Warnings and errors, as an operator sees them. */
function recordedLogger() {
  const lines: string[] = []
  let debug = 0
  const tell = (message: string): void => {
    lines.push(message)
  }
  const logger: Logger = {
    error: tell,
    warn: tell,
    info: () => undefined,
    debug: () => {
      debug++
    },
  }
  return { logger, lines, debugCount: () => debug }
}

/** 2,000 records a second for so long, each with its own promise. */
async function sendFor(cluster: VirtualCluster, send: () => Promise<unknown>, ms: number) {
  const outcomes: Promise<boolean>[] = []
  for (let passedMs = 0; passedMs < ms; passedMs += 50) {
    for (let i = 0; i < 100; i++) {
      outcomes.push(
        send().then(
          () => true,
          () => false,
        ),
      )
    }
    await passTime(cluster, 50)
  }
  return outcomes
}

describe('an outage of 60 s at 2,000 records a second', { timeout: 30_000 }, () => {
  it('is a handful of lines when the records outlive it', async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    cluster.kafka.createTopic('t', { partitions: 6 })
    const { logger, lines } = recordedLogger()
    const sender = cluster.producer({ logger, bufferMemoryBytes: 256 * 2 ** 20 })
    await cluster.until(sender.send({ topic: 't', value: 'x' }))
    for (const nodeId of [1, 2, 3]) await cluster.kafka.kill(nodeId)

    const outcomes = await sendFor(cluster, () => sender.send({ topic: 't', value: 'x' }), 60_000)
    for (const nodeId of [1, 2, 3]) await cluster.kafka.restart(nodeId)
    const stored = await cluster.until(Promise.all(outcomes))

    expect(stored).toHaveLength(120_000)
    expect(stored).not.toContain(false)
    // Once per broker, and that nobody answers.
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThanOrEqual(5)
  })

  it('is little more when records are refused and fail by the thousand', {
    timeout: 30_000,
  }, async () => {
    const cluster = startVirtualCluster({ brokers: 3 })
    cluster.kafka.createTopic('t', { partitions: 6 })
    const { logger, lines, debugCount } = recordedLogger()
    const limits = { bufferMemoryBytes: 1_000_000, maxBlockMs: 500, deliveryTimeoutMs: 5_000 }
    const sender = cluster.producer({ ...limits, requestTimeoutMs: 1_000, logger })
    await cluster.until(sender.send({ topic: 't', value: 'x' }))
    for (const nodeId of [1, 2, 3]) await cluster.kafka.kill(nodeId)

    const outcomes = await sendFor(cluster, () => sender.send({ topic: 't', value: 'x' }), 60_000)
    const told = [...lines]
    const stored = await cluster.until(Promise.all(outcomes))

    expect(stored).not.toContain(true)
    expect(sender.metrics().producer['record-error-total']).toBe(120_000)
    expect(debugCount()).toBeGreaterThan(10_000)
    expect(new Set(told)).toContain('A record was refused')
    expect(new Set(told)).toContain('Records were not delivered')
    expect(told.length).toBeLessThanOrEqual(7)
  })
})
