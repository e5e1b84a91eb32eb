import type { EmbeddedKafka, FaultPoint, FaultRule, ManualClock } from '@headwater/testing'
import type { Random } from '../src/time/random.ts'

type Fault = (point: FaultPoint, random: Random) => FaultRule

const ERRORS = [
  'NOT_ENOUGH_REPLICAS',
  'NOT_LEADER_OR_FOLLOWER',
  'CORRUPT_MESSAGE',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'INVALID_RECORD',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
] as const

const ERRORS_AFTER_APPEND = [
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'REQUEST_TIMED_OUT',
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_SERVER_ERROR',
] as const

const PRODUCE_FAULTS: readonly Fault[] = [
  (point, random) => point.error(pick(ERRORS, random)),
  (point, random) => point.applyThenError(pick(ERRORS_AFTER_APPEND, random)),
  (point, random) => point.delay(random.next() * 3_000),
  (point, random) => point.throttle(1 + Math.floor(random.next() * 300)),
  (point) => point.dropRequest(),
  (point) => point.applyThenDrop(),
  (point) => point.disconnect(),
  (point) => point.applyThenDisconnect(),
  (point, random) => point.cutResponseAt(Math.floor(random.next() * 40)),
  (point) => point.corrupt((response) => response.fill(0xff, 9)),
  (point) => point.lengthPrefix(-1),
]

const OTHER_FAULTS: readonly Fault[] = [
  (point) => point.disconnect(),
  (point) => point.dropRequest(),
  (point, random) => point.delay(random.next() * 500),
]

/**
 * Breaks a cluster of three brokers at random moments: wrong answers, lost and cut ones, moved leaders, brokers that die and
 * come back. What it broke is healed when `durationMs` is over.
 */
export class FaultSchedule {
  readonly #kafka: EmbeddedKafka
  readonly #topic: string
  readonly #random: Random
  readonly #rules: FaultRule[] = []
  readonly #dead = new Set<number>()
  #clusterEvents = 0

  constructor(kafka: EmbeddedKafka, topic: string, random: Random) {
    this.#kafka = kafka
    this.#topic = topic
    this.#random = random
  }

  /** How many faults were met or done. */
  get fired(): number {
    return this.#rules.reduce((sum, rule) => sum + rule.fired, this.#clusterEvents)
  }

  /** Sets the timers for `count` faults within `durationMs`, and for the end of them all. */
  start(clock: ManualClock, count: number, durationMs: number): void {
    for (let fault = 0; fault < count; fault++) {
      clock.setTimer(this.#random.next() * durationMs, () => this.#strike())
    }
    clock.setTimer(durationMs, () => this.#heal())
  }

  #strike(): void {
    const random = this.#random
    const kind = random.next()
    if (kind < 0.65) this.#addRule('Produce', PRODUCE_FAULTS)
    else if (kind < 0.75) this.#addRule(pick(['Metadata', 'InitProducerId'], random), OTHER_FAULTS)
    else if (kind < 0.9) this.#moveLeader()
    else this.#killOrRestart(1 + Math.floor(random.next() * 3))
  }

  #addRule(api: string, faults: readonly Fault[]): void {
    const times = 1 + Math.floor(this.#random.next() * 3)
    const point = this.#kafka.faults.on({ api, nth: 1, times })
    this.#rules.push(pick(faults, this.#random)(point, this.#random))
  }

  #moveLeader(): void {
    const partition = Math.floor(this.#random.next() * 3)
    const nodeId = 1 + Math.floor(this.#random.next() * 3)
    if (this.#dead.has(nodeId)) return
    this.#kafka.moveLeader(this.#topic, partition, nodeId)
    this.#clusterEvents++
  }

  #killOrRestart(nodeId: number): void {
    this.#clusterEvents++
    if (this.#dead.delete(nodeId)) void this.#kafka.restart(nodeId)
    else if (this.#dead.size < 2) {
      this.#dead.add(nodeId)
      void this.#kafka.kill(nodeId)
    }
  }

  #heal(): void {
    this.#kafka.faults.clear()
    for (const nodeId of this.#dead) void this.#kafka.restart(nodeId)
    this.#dead.clear()
  }
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random.next() * from.length)] as T
}
