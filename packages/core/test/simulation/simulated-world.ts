import {
  createMemoryKafka,
  createMemoryNetwork,
  DeliveryLedger,
  type EmbeddedKafka,
  ManualClock,
  type MemoryNetwork,
} from '@headwater/testing'
import { createProducer } from '../../src/producer/create-producer.ts'
import type { Producer } from '../../src/producer/producer.ts'
import { ClientClock } from './client-clock.ts'
import { CountedNetwork } from './counted-network.ts'
import { Dice } from './dice.ts'
import { FaultTally } from './fault-tally.ts'
import { isSlow, type PlannedCodec, plannedCodec } from './planned-codec.ts'
import { seedEpochs } from './planned-identity.ts'
import { setReleases } from './planned-releases.ts'
import { plannedRetry } from './planned-retry.ts'
import { planSeed, type SeedPlan } from './seed-plan.ts'
import type { SimulationTrace } from './simulation-trace.ts'
import { tracedNetwork } from './traced-network.ts'

export const CLIENT_ID = 'simulated'

/** The real producer and a cluster of three brokers, in one process and in virtual time. */
export interface SimulatedWorld {
  readonly seed: number
  readonly plan: SeedPlan
  readonly clock: ManualClock
  /** The same time, as the client has it. */
  readonly clientClock: ClientClock
  readonly kafka: EmbeddedKafka
  readonly network: MemoryNetwork
  /** The same network, as the client has it. */
  readonly clientNetwork: CountedNetwork
  readonly codec: PlannedCodec
  readonly producer: Producer
  readonly ledger: DeliveryLedger
  readonly tally: FaultTally
  /** The nodes that are of the release that all shall become. */
  readonly changed: Set<number>
  /** Notes an event in the trace, at the time that it is. */
  readonly note: (text: () => string) => void
}

// Apart from each other, so that one more throw in one place leaves the others as they were.
const PLAN = 1
const CLUSTER = 2
const CLIENT = 3
const CODEC = 6
const NETWORK = 7
const RETRY = 8
const IDENTITY = 9

/** The dice of one purpose; the same for the same seed. */
export function diceFor(seed: number, purpose: number): Dice {
  return new Dice(seed * 16 + purpose)
}

export function createWorld(seed: number, trace: SimulationTrace): SimulatedWorld {
  const plan = planSeed(diceFor(seed, PLAN))
  const clock = new ManualClock()
  const clientClock = new ClientClock(clock, isSlow(plan.compression))
  const tally = new FaultTally()
  const note = (text: () => string): void => trace.note(clock.now(), text)
  const { latencyMs, replicationDelayMs } = plan
  const random = diceFor(seed, CLUSTER)
  const kafka = createMemoryKafka({ brokers: 3, clock, random, replicationDelayMs })
  for (const { name, ...settings } of plan.topics) kafka.createTopic(name, settings)
  const network = createMemoryNetwork(kafka.cluster, clock, {
    latencyMs,
    random: diceFor(seed, NETWORK),
  })
  const clientNetwork = new CountedNetwork(tracedNetwork(network, clock, trace))
  setReleases(kafka, plan.releases)
  seedEpochs(kafka, plan.identity, diceFor(seed, IDENTITY))
  const retryPolicy = plannedRetry(plan.retry, diceFor(seed, RETRY))
  const codec = plannedCodec(plan.compression, clock, diceFor(seed, CODEC), tally)
  const producer = createProducer({
    ...plan.options,
    compression: codec.compression,
    ...(retryPolicy === null ? {} : { retryPolicy }),
    brokers: kafka.brokers,
    clientId: CLIENT_ID,
    logger: 'silent',
    clock: clientClock,
    random: diceFor(seed, CLIENT),
    socketFactory: clientNetwork,
    resolver: { resolve: (host) => Promise.resolve([host]) },
  })
  const ledger = new DeliveryLedger({
    now: () => clock.now(),
    withinMs: plan.options.deliveryTimeoutMs,
    guarantees: plan.guarantees,
  })
  const changed = new Set<number>()
  return {
    seed,
    plan,
    clock,
    clientClock,
    kafka,
    network,
    clientNetwork,
    codec,
    producer,
    ledger,
    tally,
    changed,
    note,
  }
}
