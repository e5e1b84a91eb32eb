import type { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { COMPRESSION_ID } from '../src/compression/compression-id.ts'
import type { CompressionOption } from '../src/compression/resolve-compression.ts'
import type { ProducerOptions } from '../src/producer/producer-options.ts'
import type { Random } from '../src/time/random.ts'
import { backgroundClock } from './background-clock.ts'
import { DeliveryLedger } from './delivery-ledger.ts'
import { FaultSchedule } from './fault-schedule.ts'
import { passTime } from './pass-time.ts'
import { seededRandom } from './seeded-random.ts'
import { slowCodec } from './slow-codec.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const SEEDS = Array.from({ length: 100 }, (_, index) => index + 1)
const RECORDS = 240
const PARTITIONS = 3
const FAULTS = 30
const FAULTS_MS = 8_000
/** Something to compress. */
const FILLER = { filler: 'x'.repeat(60) }

describe('a producer under random faults', () => {
  it('stores once and in order what it acknowledges, and says what it does not know', async () => {
    const runs: Awaited<ReturnType<typeof run>>[] = []
    for (const seed of SEEDS) runs.push(await run(seed))

    const sum = (of: (one: (typeof runs)[number]) => number) =>
      runs.reduce((total, one) => total + of(one), 0)
    expect(runs.flatMap(({ complaints }) => complaints)).toEqual([])
    expect(sum(({ fired }) => fired)).toBeGreaterThan(SEEDS.length * 10)
    expect(sum(({ ledger }) => ledger.count('acknowledged'))).toBeGreaterThan(
      (SEEDS.length * RECORDS) / 2,
    )
    expect(sum(({ compressed }) => compressed)).toBeGreaterThan(SEEDS.length * 10)
    expect(sum(({ ledger }) => ledger.count('possibly'))).toBeGreaterThan(SEEDS.length)
    expect(sum(({ ledger }) => ledger.count('no'))).toBeGreaterThan(SEEDS.length)
  }, 60_000)
})

async function run(seed: number) {
  const random = seededRandom(seed)
  const cluster = startVirtualCluster({ brokers: 3, latencyMs: 2 })
  const { clock, kafka, producer, until } = cluster
  kafka.createTopic('t', { partitions: PARTITIONS })
  const options = randomOptions(random)
  const compression = randomCompression(clock, random)
  const sender = producer({ ...options, compression, clock: backgroundClock(clock) })
  const schedule = new FaultSchedule(kafka, 't', random)
  schedule.start(clock, FAULTS, FAULTS_MS)
  const ledger = new DeliveryLedger(() => clock.now())
  const send = (partition: number, withinMs: number) =>
    ledger.send(partition, withinMs, (value) =>
      sender.send({ topic: 't', value, partition, headers: FILLER }),
    )

  const sends: Promise<void>[] = []
  for (let index = 0; index < RECORDS; index++) {
    // Four at a time, so that batches hold more than one.
    clock.setTimer(Math.floor(index / 4) * (FAULTS_MS / (RECORDS / 4)), () => {
      sends.push(send(Math.floor(random.next() * PARTITIONS), options.deliveryTimeoutMs + 1))
    })
  }
  const complaints: string[] = []
  const expectThat = (holds: boolean, complaint: string) => {
    if (!holds) complaints.push(complaint)
  }
  await passTime(cluster, FAULTS_MS + 1)
  await until(Promise.all(sends))
  await until(send(0, 2_000)) // The cluster is whole again (G3).
  expectThat(!clock.processHeld, 'the process is held although nothing is pending')
  await until(sender.ready({ timeoutMs: 1 }))
  await until(sender.close())
  await clock.runUntilIdle(5_000)
  expectThat(!clock.processHeld, 'the process is held after close')
  expectThat(clock.pendingTimers === 0, `${clock.pendingTimers} timers are left after close`)
  expectThat(kafka.violations().length === 0, JSON.stringify(kafka.violations()))
  complaints.push(...ledger.complaints(kafka, 't'))
  const batches = Array.from({ length: PARTITIONS }, (_, partition) =>
    kafka.log('t', partition),
  ).flat()
  return {
    compressed: batches.filter(({ header }) => header.compression === COMPRESSION_ID.zstd).length,
    complaints: complaints.map((complaint) => `seed ${seed}: ${complaint}`),
    fired: schedule.fired,
    ledger,
  }
}

function randomCompression(clock: ManualClock, random: Random): CompressionOption {
  const choice = random.next()
  if (choice < 0.4) return 'none'
  return choice < 0.6 ? 'zstd' : slowCodec(clock, random)
}

function randomOptions(random: Random) {
  const chance = (share: number) => random.next() < share
  return {
    deliveryTimeoutMs: chance(0.5) ? 3_000 : 30_000,
    requestTimeoutMs: 1_000,
    retryBackoffMs: 20,
    maxInFlightRequests: 1 + Math.floor(random.next() * 5),
    batchSizeBytes: chance(0.5) ? 100 : 400,
    lingerMs: chance(0.3) ? 5 : 0,
    // Little room, so that records wait for it.
    bufferMemoryBytes: chance(0.3) ? 4_096 : 1_000_000,
    maxRequestSizeBytes: 1_024,
    maxWaitingBytes: 1_000_000,
  } satisfies Partial<ProducerOptions>
}
