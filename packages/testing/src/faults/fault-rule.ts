import type { ClusterRandom } from '../cluster/random-id.ts'
import type { ObservedRequest } from '../cluster/request-log.ts'
import type { FaultAction } from './fault-action.ts'
import type { NamedPartition } from './named-partitions.ts'

/**
 * A request as fault rules see it.
 *
 * @public
 */
export interface FaultableRequest extends ObservedRequest {
  /** The decoded message. */
  readonly request: unknown
}

/**
 * Which requests a rule is for. All that is given must hold; what is left out holds for every request.
 *
 * @public
 */
export interface FaultMatch {
  /** Kafka's name of the API: `Produce`, `Metadata`… */
  readonly api?: string
  readonly version?: number
  readonly node?: number
  readonly clientId?: string
  /** A topic that the request names. */
  readonly topic?: string
  /** A partition that the request names, of `topic` if that is given. */
  readonly partition?: number
  /** Skips the matching requests before this one, counted from 1. @default 1 */
  readonly nth?: number
  /** How often the rule fires. @default 1 with `nth`, else without end */
  readonly times?: number
  /**
   * How likely the rule is to look at a request that matches, above 0 up to 1; the others it does not count. Drawn from the
   * cluster's `random`, so that a seeded one replays.
   * @default 1
   */
  readonly probability?: number
  /** Anything else. Sees the decoded request. */
  readonly when?: (request: FaultableRequest) => boolean
}

/** What a rule needs beside what it says. */
export interface FaultRuleDependencies {
  readonly random: ClusterRandom
  readonly onRemove: (rule: FaultRule) => void
}

/**
 * One fault that waits for its requests.
 *
 * @public
 */
export class FaultRule {
  readonly match: FaultMatch
  readonly action: FaultAction
  readonly #from: number
  readonly #until: number
  readonly #random: ClusterRandom
  readonly #onRemove: (rule: FaultRule) => void
  readonly #held: (() => void)[] = []
  #matched = 0
  #fired = 0

  constructor(match: FaultMatch, action: FaultAction, { random, onRemove }: FaultRuleDependencies) {
    const { nth = 1, times = match.nth === undefined ? Number.POSITIVE_INFINITY : 1 } = match
    requirePositive('nth', nth)
    requirePositive('times', times)
    requireProbability(match.probability)
    this.#random = random
    this.match = match
    this.action = action
    this.#from = nth
    this.#until = nth + times
    this.#onRemove = onRemove
  }

  /** How many requests the fault was applied to. */
  get fired(): number {
    return this.#fired
  }

  /** How many answers wait for {@link FaultRule.release}. */
  get held(): number {
    return this.#held.length
  }

  /** Counts a request if it matches, and says whether the rule fires for it. */
  firesFor(request: FaultableRequest, named: () => readonly NamedPartition[]): boolean {
    if (!matches(this.match, request, named) || !this.#isDrawn()) return false
    this.#matched++
    const fires = this.#matched >= this.#from && this.#matched < this.#until
    if (fires) this.#fired++
    return fires
  }

  #isDrawn(): boolean {
    const { probability } = this.match
    return probability === undefined || this.#random.next() < probability
  }

  /** Whether the rule is for this partition of a request that it fired for. */
  concerns(topic: string, partition: number): boolean {
    const { match } = this
    const sameTopic = match.topic === undefined || match.topic === topic
    const wholeTopic = partition < 0
    return (
      sameTopic && (wholeTopic || match.partition === undefined || match.partition === partition)
    )
  }

  /** Keeps an answer until {@link FaultRule.release}. */
  hold(deliver: () => void): void {
    this.#held.push(deliver)
  }

  /** Lets the answer go that was held first; does nothing when there is none. */
  release(): void {
    this.#held.shift()?.()
  }

  /** Ends the rule: held answers leave, later requests pass. */
  remove(): void {
    this.#onRemove(this)
    while (this.#held.length > 0) this.release()
  }
}

function requirePositive(name: string, value: number): void {
  const whole = Number.isInteger(value) || value === Number.POSITIVE_INFINITY
  if (!whole || value < 1)
    throw new RangeError(`${name} must be a whole number from 1 on, not ${value}`)
}

function requireProbability(probability = 1): void {
  if (!(probability > 0 && probability <= 1))
    throw new RangeError(`probability must be above 0 and at most 1, not ${probability}`)
}

function matches(
  match: FaultMatch,
  request: FaultableRequest,
  named: () => readonly NamedPartition[],
): boolean {
  return (
    (match.api === undefined || match.api === request.api) &&
    (match.version === undefined || match.version === request.version) &&
    (match.node === undefined || match.node === request.node) &&
    (match.clientId === undefined || match.clientId === request.clientId) &&
    namesWanted(match, named) &&
    (match.when === undefined || match.when(request))
  )
}

function namesWanted(
  { topic, partition }: FaultMatch,
  named: () => readonly NamedPartition[],
): boolean {
  if (topic === undefined && partition === undefined) return true
  return named().some(
    (one) =>
      (topic === undefined || one.topic === topic) &&
      (partition === undefined || one.partition === partition),
  )
}
