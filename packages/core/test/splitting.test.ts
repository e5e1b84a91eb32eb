import { seededRandom } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import type { ProducerError } from '../src/errors/producer-error.ts'
import type { Producer } from '../src/producer/producer.ts'
import type { FailedAttempt } from '../src/retry/retry-policy.ts'
import { passTime } from './pass-time.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

/** A topic that takes batches of so many bytes; a batch's header alone has 61. */
function startWithLimit(maxMessageBytes: number, partitions = 1): VirtualCluster {
  const cluster = startVirtualCluster()
  const config = { 'max.message.bytes': String(maxMessageBytes) }
  cluster.kafka.createTopic('t', { partitions, config })
  return cluster
}

const answers = ({ kafka }: VirtualCluster): string[] =>
  kafka.attempts().map(({ verdict }) => verdict)

const numbered = (count: number, sizeOf: (index: number) => number): string[] =>
  Array.from({ length: count }, (_, index) => String(index).padEnd(sizeOf(index), '.'))

async function sendAll(
  { until }: VirtualCluster,
  sender: Producer,
  values: readonly string[],
): Promise<readonly PromiseSettledResult<{ readonly offset: number }>[]> {
  await until(sender.partitionsFor('t'))
  return until(Promise.allSettled(values.map((value) => sender.send({ topic: 't', value }))))
}

const offsetsOf = (outcomes: readonly PromiseSettledResult<{ readonly offset: number }>[]) =>
  outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.offset : outcome))

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('a batch that is too large for its topic', () => {
  it('S53: goes in halves, in order, with five in flight and records of mixed size', async () => {
    const cluster = startWithLimit(700)
    const { next } = seededRandom(7)
    const values = numbered(600, () => Math.floor(next() * 500))

    const sender = cluster.producer({ batchSizeBytes: 2_048 })
    const outcomes = await sendAll(cluster, sender, values)

    const log = cluster.kafka.log('t', 0).map(({ header }) => header)
    expect(answers(cluster).filter((name) => name === 'MESSAGE_TOO_LARGE').length).toBeGreaterThan(
      20,
    )
    expect(answers(cluster)).toContain('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(storedValues(cluster)).toEqual(values)
    expect(offsetsOf(outcomes)).toEqual(upTo(600))
    expect(new Set(log.map(({ producerEpoch }) => producerEpoch))).toEqual(new Set([0]))
    expect(log.map(({ baseSequence }) => baseSequence)).toEqual(
      log.map((_, index) =>
        log.slice(0, index).reduce((sum, { lastOffsetDelta }) => sum + lastOffsetDelta + 1, 0),
      ),
    )
    expect(cluster.kafka.violations()).toEqual([])
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('S53: is cut again and again until it fits, without a wait', async () => {
    const cluster = startWithLimit(200)
    const values = numbered(64, () => 60)

    const sender = cluster.producer({ retryBackoffMs: 5_000, retryBackoffMaxMs: 5_000 })
    await cluster.until(sender.partitionsFor('t'))
    const startedAt = cluster.clock.now()
    const outcomes = await sendAll(cluster, sender, values)

    expect(cluster.clock.now() - startedAt).toBeLessThan(1_000)
    expect(answers(cluster).filter((name) => name === 'MESSAGE_TOO_LARGE').length).toBeGreaterThan(
      30,
    )
    expect(answers(cluster)).not.toContain('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(offsetsOf(outcomes)).toEqual(upTo(64))
    expect(storedValues(cluster)).toEqual(values)
  })

  it('S53: fails only the record that is too large alone, and stores the others in order', async () => {
    const cluster = startWithLimit(300)
    const values = numbered(40, (index) => (index === 13 ? 400 : 20))
    const policy: FailedAttempt[] = []
    const retryPolicy = {
      delayMs: (failed: FailedAttempt) => {
        policy.push(failed)
        return 10
      },
    }

    const sender = cluster.producer({ retryPolicy, batchSizeBytes: 1_024 })
    const outcomes = await sendAll(cluster, sender, values)

    expect(answers(cluster)).toContain('MESSAGE_TOO_LARGE')
    expect(outcomes[13]).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'RECORD_TOO_LARGE',
        brokerError: 'MESSAGE_TOO_LARGE',
        persisted: 'no',
        retriable: false,
        attempts: 1,
      },
    })
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    expect(storedValues(cluster)).toEqual(values.filter((_, index) => index !== 13))
    expect(policy.every(({ error }) => error.code !== 'RECORD_TOO_LARGE')).toBe(true)
    expect(cluster.kafka.violations()).toEqual([])
  })

  it.each([
    ['with idempotence off', { enableIdempotence: false, maxInFlightRequests: 1 }],
    ['with acks 1', { acks: 1, maxInFlightRequests: 1 }],
  ] as const)('S53: goes in halves in order %s', async (_what, options) => {
    const cluster = startWithLimit(300)
    const values = numbered(100, (index) => index % 50)

    const outcomes = await sendAll(cluster, cluster.producer(options), values)

    expect(answers(cluster)).toContain('MESSAGE_TOO_LARGE')
    expect(storedValues(cluster)).toEqual(values)
    expect(offsetsOf(outcomes)).toEqual(upTo(100))
  })

  it('S53: is cut as well when a broker calls its list of records too large', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const rule = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('RECORD_LIST_TOO_LARGE')
    const values = numbered(10, () => 5)

    const outcomes = await sendAll(cluster, cluster.producer(), values)

    expect(rule.fired).toBe(1)
    expect(offsetsOf(outcomes)).toEqual(upTo(10))
    expect(cluster.kafka.log('t', 0).map(({ header }) => header.lastOffsetDelta)).toEqual([4, 4])
  })

  it('S53: is never cut when an attempt may have stored it', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const lost = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).applyThenDisconnect()
    const tooLarge = cluster.kafka.faults.on({ api: 'Produce', nth: 1 }).error('MESSAGE_TOO_LARGE')
    const values = numbered(10, () => 5)

    const outcomes = await sendAll(cluster, cluster.producer(), values)
    await cluster.until(cluster.producer().send({ topic: 't', value: 'later' }))

    expect([lost.fired, tooLarge.fired]).toEqual([1, 1])
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        reason: { code: 'RECORD_TOO_LARGE', persisted: 'possibly', attempts: 2 },
      })
    }
    expect(storedValues(cluster)).toEqual([...values, 'later'])
  })

  it('leaves nobody behind who waits for its records', async () => {
    const cluster = startWithLimit(250)
    const failed: string[] = []
    const delivered: string[] = []
    const sender = cluster.producer({
      onError: (_error, record) => failed.push(String(record?.value)),
      onDelivery: (_metadata, record) => delivered.push(String(record.value)),
    })
    await cluster.until(sender.partitionsFor('t'))
    const told: (number | string)[] = []
    const note = (error: ProducerError | null, metadata: { readonly offset: number } | null) =>
      told.push(error?.code ?? metadata?.offset ?? 'nothing')
    const values = numbered(12, (index) => (index === 7 ? 300 : 30))
    const [a, b, ...rest] = values as [string, string, ...string[]]

    const promise = sender.send({ topic: 't', value: a, headers: { h: 'x' }, key: 'k' })
    sender.trySend({ topic: 't', value: b }, note)
    const list = sender.sendBatch(rest.map((value) => ({ topic: 't', value })))
    const flushed = sender.flush()
    await cluster.until(flushed)

    expect(answers(cluster)).toContain('MESSAGE_TOO_LARGE')
    expect(await promise).toMatchObject({ offset: 0 })
    expect(told).toEqual([1])
    expect(
      (await list).map((one) => (one.status === 'fulfilled' ? one.value.offset : one.reason.code)),
    ).toEqual([2, 3, 4, 5, 6, 'RECORD_TOO_LARGE', 7, 8, 9, 10])
    expect(failed).toEqual([values[7]])
    expect(delivered).toEqual(values.filter((_, index) => index !== 7))
    expect(cluster.kafka.records('t')[0]).toMatchObject({
      headers: [{ key: 'h' }],
    })
    expect(cluster.clock.processHeld).toBe(false)
  })

  it('gives all of its memory back', async () => {
    const cluster = startWithLimit(150)
    const sender = cluster.producer({ bufferMemoryBytes: 65_536, maxBlockMs: 60_000 })
    const values = numbered(150, () => 20)

    const outcomes = await sendAll(cluster, sender, values)

    expect(answers(cluster)).toContain('MESSAGE_TOO_LARGE')
    expect(offsetsOf(outcomes)).toEqual(upTo(150))
    // All of the buffer, which only an empty one has.
    const large = { topic: 'large', value: Buffer.alloc(65_400) }
    await cluster.until(sender.partitionsFor('large'))
    await cluster.until(sender.send(large))
  })

  it('S53: is compressed anew in each half', async () => {
    const cluster = startWithLimit(300)
    const { next } = seededRandom(3)
    const values = numbered(60, () => 20).map((value) => value + next().toString(36))

    const sender = cluster.producer({ compression: 'gzip', bufferMemoryBytes: 65_536 })
    const outcomes = await sendAll(cluster, sender, values)

    const log = cluster.kafka.log('t', 0)
    expect(answers(cluster).filter((name) => name === 'MESSAGE_TOO_LARGE').length).toBeGreaterThan(
      3,
    )
    expect(offsetsOf(outcomes)).toEqual(upTo(60))
    expect(storedValues(cluster)).toEqual(values)
    expect(log.length).toBeGreaterThan(3)
    expect(cluster.kafka.violations()).toEqual([])
    await cluster.until(sender.partitionsFor('large'))
    await cluster.until(sender.send({ topic: 'large', value: Buffer.alloc(65_400) }))
  })

  it('keeps its deadline', async () => {
    const cluster = startWithLimit(200)
    const sender = cluster.producer({ deliveryTimeoutMs: 3_000, requestTimeoutMs: 1_000 })
    await cluster.until(sender.partitionsFor('t'))
    const startedAt = cluster.clock.now()
    const sent = Promise.allSettled(
      numbered(20, () => 40).map((value) => sender.send({ topic: 't', value })),
    )
    while (!answers(cluster).includes('appended')) await passTime(cluster, 1)
    const rule = cluster.kafka.faults.on({ api: 'Produce' }).error('NOT_ENOUGH_REPLICAS')
    await passTime(cluster, 2_900)
    expect(cluster.clock.processHeld).toBe(true)
    const outcomes = await cluster.until(sent)

    expect(cluster.clock.processHeld).toBe(false)
    expect(answers(cluster)).toContain('MESSAGE_TOO_LARGE')
    expect(rule.fired).toBeGreaterThan(1)
    expect(cluster.clock.now() - startedAt).toBe(3_000)
    const late = outcomes.filter(({ status }) => status === 'rejected')
    expect(late.length).toBeGreaterThan(0)
    for (const outcome of late) {
      expect(outcome).toMatchObject({ reason: { code: 'DELIVERY_TIMEOUT', persisted: 'no' } })
    }
    expect(storedValues(cluster)).toHaveLength(20 - late.length)
  })
})
