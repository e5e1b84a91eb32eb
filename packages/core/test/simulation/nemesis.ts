import type { Dice } from './dice.ts'
import { SUDDEN_FAULTS } from './fault-catalogue.ts'
import type { FaultKind } from './faults/fault-kind.ts'
import { QUIET_FAULTS } from './faults/quiet-faults.ts'
import { RELEASE_FAULTS } from './faults/release-faults.ts'
import type { SeedPlan } from './seed-plan.ts'
import { diceFor, type SimulatedWorld } from './simulated-world.ts'

const FAULTS = 5
/** How many of the faults of a run are there from the beginning, when the client makes its first connections. */
const EARLY_SHARE = 0.25
/** Rare things weigh more in one run than in another. */
const PALETTE = 12
/** How often brokers are looked at that shall become others; each time, one is changed if all are well. */
const CHANGES = 8
const TOPICS_GO = new Set([
  'topic deleted',
  'topic recreated',
  'topic recreated behind stale metadata',
  'topic recreated in an outage',
])
/** The share of runs in which the first request for a producer id, often the only one, meets a fault. */
const FIRST_ID_SHARE = 0.9
const PRODUCER_ID_FAULTS = SUDDEN_FAULTS.filter(({ name }) => name.startsWith('InitProducerId'))

/** Breaks the cluster at moments and in ways that the seed chooses, and heals it. */
export class Nemesis {
  readonly #world: SimulatedWorld
  readonly #dice: Dice
  readonly #heals = new Set<() => void>()

  constructor(world: SimulatedWorld) {
    this.#world = world
    this.#dice = diceFor(world.seed, FAULTS)
  }

  /** Strikes before anything else does. */
  begin(): void {
    if (this.#dice.chance(FIRST_ID_SHARE)) this.#strike(this.#dice.pick(PRODUCER_ID_FAULTS))
  }

  /** Sets timers for `count` faults within `durationMs`. */
  start(count: number, durationMs: number): void {
    const { clock, plan } = this.#world
    const possible = possibleFaults(plan)
    const palette = Array.from({ length: PALETTE }, () => this.#dice.pick(possible))
    for (let fault = 0; fault < count; fault++) {
      const kind = this.#dice.pick(this.#dice.chance(0.7) ? palette : possible)
      const atMs = this.#dice.chance(EARLY_SHARE) ? 0 : this.#dice.next() * durationMs
      clock.setTimer(atMs, () => this.#strike(kind))
    }
    if (plan.releases.next === null) return
    for (let change = 0; change < CHANGES; change++) {
      const kind = this.#dice.pick(RELEASE_FAULTS)
      clock.setTimer(this.#dice.next() * durationMs, () => this.#strike(kind))
    }
  }

  /** Strikes while nothing is on its way. */
  strikeQuietly(): void {
    this.#strike(this.#dice.pick(QUIET_FAULTS))
  }

  /** Ends every fault: the cluster can serve again. */
  heal(): void {
    const { kafka, network, codec, plan, note } = this.#world
    note(() => 'heals')
    kafka.faults.clear()
    network.heal()
    codec.heal()
    for (const heal of [...this.#heals]) heal()
    for (const { name, ...settings } of plan.topics) {
      if (kafka.cluster.state.topic(name) === undefined) kafka.createTopic(name, settings)
      this.#lead(name)
    }
  }

  /** Faults end in any order, so a leader may have been wanted when no replica in sync was alive. */
  #lead(topic: string): void {
    const { kafka } = this.#world
    for (const { index, leader, replicas } of kafka.cluster.state.topic(topic)?.partitions ?? []) {
      if (leader >= 0) continue
      kafka.setIsr(topic, index, replicas)
      kafka.returnLeader(topic, index)
    }
  }

  #strike({ name, strike }: FaultKind): void {
    const { tally, note } = this.#world
    note(() => `fault: ${name}`)
    strike({
      world: this.#world,
      dice: this.#dice,
      kind: name,
      happened: () => tally.happened(name),
      later: (delayMs, heal) => this.#later(delayMs, heal),
    })
  }

  #later(delayMs: number, heal: () => void): void {
    const timer = this.#world.clock.setTimer(delayMs, () => once())
    const once = (): void => {
      timer.cancel()
      if (this.#heals.delete(once)) heal()
    }
    this.#heals.add(once)
  }
}

/** Most of what can go wrong, once; topics go three times as often where they may, since in many runs they may not. */
function possibleFaults({ releases }: SeedPlan): readonly FaultKind[] {
  const going = SUDDEN_FAULTS.filter(({ name }) => TOPICS_GO.has(name))
  const others = SUDDEN_FAULTS.filter((kind) => !going.includes(kind))
  return releases.recreates ? [...others, ...going, ...going, ...going] : others
}
