import type { ClusterClock } from '../time/cluster-clock.ts'
import { Group } from './group.ts'

/** Every group of the cluster by its id. */
export class GroupRegistry {
  readonly #clock: ClusterClock
  readonly #maxGroups: number
  readonly #groups: Map<string, Group>

  constructor(clock: ClusterClock, maxGroups: number) {
    this.#clock = clock
    this.#maxGroups = maxGroups
    this.#groups = new Map()
  }

  get all(): readonly Group[] {
    return [...this.#groups.values()]
  }

  find(groupId: string): Group | undefined {
    return this.#groups.get(groupId)
  }

  /** @returns The group, new if need be; undefined when the bound is reached and no group can give way. */
  findOrCreate(groupId: string): Group | undefined {
    const known = this.#groups.get(groupId)
    if (known !== undefined) return known
    if (this.#groups.size >= this.#maxGroups && !this.#dropOldestUnused()) return undefined
    const group = new Group(this.#clock, groupId)
    this.#groups.set(groupId, group)
    return group
  }

  delete(group: Group): void {
    group.dispose()
    group.transitionTo('Dead')
    this.#groups.delete(group.id)
  }

  #dropOldestUnused(): boolean {
    for (const group of this.#groups.values()) {
      if (group.state === 'Empty' && group.size === 0 && group.offsets.isEmpty) {
        this.delete(group)
        return true
      }
    }
    return false
  }
}
