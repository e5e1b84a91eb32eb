import type { ClusterState } from '../cluster/cluster-state.ts'
import type { ClusterRandom } from '../cluster/random-id.ts'
import { FaultPoint } from './fault-point.ts'
import { type FaultableRequest, type FaultMatch, FaultRule } from './fault-rule.ts'
import { type NamedPartition, namedPartitions } from './named-partitions.ts'

/**
 * The faults of a cluster. Rules are asked in the order in which they were made; the first that fires has the request to
 * itself, and those behind it do not count it: rules that fire once each take the requests in turn.
 *
 * @public
 */
export class FaultRules {
  readonly #rules = new Set<FaultRule>()
  readonly #random: ClusterRandom

  constructor(random: ClusterRandom) {
    this.#random = random
  }

  /** Begins a rule: `faults.on({ api: 'Produce', nth: 2 }).disconnect()`. */
  on(match: FaultMatch = {}): FaultPoint {
    return new FaultPoint((action) => {
      const onRemove = (removed: FaultRule): void => {
        this.#rules.delete(removed)
      }
      const rule = new FaultRule(match, action, { random: this.#random, onRemove })
      this.#rules.add(rule)
      return rule
    })
  }

  /** Removes every rule; held answers leave. */
  clear(): void {
    for (const rule of [...this.#rules]) rule.remove()
  }

  /** For the cluster: the rule that fires for a request, if one does. */
  take(request: FaultableRequest, state: ClusterState): FaultRule | undefined {
    if (this.#rules.size === 0) return undefined
    // Read only when a rule gets that far: most requests are not what most rules are for.
    let found: readonly NamedPartition[] | undefined
    const named = (): readonly NamedPartition[] => {
      found ??= namedPartitions(request.request, (topicId) => state.topicById(topicId)?.name)
      return found
    }
    for (const rule of this.#rules) {
      if (rule.firesFor(request, named)) return rule
    }
    return undefined
  }
}
