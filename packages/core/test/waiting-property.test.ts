import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ProducerError } from '../src/errors/producer-error.ts'
import type { Producer } from '../src/producer/producer.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const SMALL = {
  bufferMemoryBytes: 4_096,
  batchSizeBytes: 1_024,
  maxRequestSizeBytes: 2_048,
  maxWaitingBytes: 1_000_000,
} as const

/** One call: how it sends, and after how many milliseconds its caller gives up; null: never. */
interface Call {
  readonly way: 'send' | 'sendBatch' | 'trySend'
  readonly abortAfterMs: number | null
}

type Outcome = 'stored' | 'aborted' | 'not taken' | 'refused'

const outcomeOf = (error: ProducerError): Outcome =>
  error.code === 'ABORTED' && error.persisted === 'no' ? 'aborted' : 'refused'

function make({ way }: Call, value: string, sender: Producer, signal: AbortSignal) {
  const record = { topic: 't', value }
  if (way === 'send') {
    return sender.send(record, { signal }).then((): Outcome => 'stored', outcomeOf)
  }
  if (way === 'sendBatch') {
    return sender.sendBatch([record], { signal }).then(([settled]): Outcome => {
      return settled?.status === 'rejected' ? outcomeOf(settled.reason) : 'stored'
    })
  }
  return new Promise<Outcome>((resolve) => {
    const taken = sender.trySend(record, (error) => resolve(error ? outcomeOf(error) : 'stored'))
    if (!taken) resolve('not taken')
  })
}

const calls = fc.array(
  fc.record<Call>({
    way: fc.constantFrom('send', 'send', 'sendBatch', 'trySend'),
    abortAfterMs: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 2 }),
  }),
  { minLength: 20, maxLength: 80 },
)

it('L20: callers that give up cost the others nothing, in whatever order they come and go', {
  timeout: 30_000,
}, async () => {
  const seen = new Map<Outcome, number>()
  await fc.assert(
    fc.asyncProperty(calls, async (made) => {
      const cluster = startVirtualCluster()
      const { clock, kafka, producer, until } = cluster
      kafka.createTopic('t', { partitions: 1 })
      const sender = producer(SMALL)
      await until(sender.partitionsFor('t'))
      const slow = kafka.faults.on({ api: 'Produce' }).delay(20)

      const outcomes = made.map((call, index) => {
        const abort = new AbortController()
        if (call.abortAfterMs !== null) clock.setTimer(call.abortAfterMs, () => abort.abort())
        return make(call, String(index), sender, abort.signal)
      })
      const settled = await until(Promise.all(outcomes))
      await passTime(cluster, 100)

      const stored = settled.flatMap((outcome, index) => (outcome === 'stored' ? [`${index}`] : []))
      expect(kafka.records('t').map(({ value }) => String(value))).toEqual(stored)
      expect(settled).not.toContain('refused')
      for (const [index, { way, abortAfterMs }] of made.entries()) {
        if (abortAfterMs === null && way !== 'trySend') expect(settled[index]).toBe('stored')
        seen.set(settled[index] as Outcome, (seen.get(settled[index] as Outcome) ?? 0) + 1)
      }
      // All claims were given back: the largest record has room at once, and nothing holds the process.
      expect(slow.fired).toBeGreaterThan(0)
      slow.remove()
      expect(sender.trySend({ topic: 't', value: Buffer.alloc(1_900) })).toBe(true)
      await until(sender.flush())
      expect(clock.processHeld).toBe(false)
    }),
    { numRuns: 60, seed: 20 },
  )

  for (const outcome of ['stored', 'aborted', 'not taken'] as const) {
    expect(seen.get(outcome)).toBeGreaterThan(100)
  }
})
