import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import type { TopicDefinition } from '../serialization/topic-definition.ts'
import type { Clock } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import { SerializerPreparation } from './serializer-preparation.ts'

/** One preparation for each topic definition, however many senders are made of it. */
export class SerializerPreparations {
  readonly #budget: MemoryBudget
  readonly #clock: Clock
  readonly #hold: ProcessHold
  readonly #maxBlockMs: number
  readonly #byDefinition = new WeakMap<object, SerializerPreparation>()

  constructor(budget: MemoryBudget, clock: Clock, hold: ProcessHold, maxBlockMs: number) {
    this.#budget = budget
    this.#clock = clock
    this.#hold = hold
    this.#maxBlockMs = maxBlockMs
  }

  /** Null when its serializers have nothing to prepare. */
  of<Key, Value>(definition: TopicDefinition<Key, Value>): SerializerPreparation | null {
    if (definition.key.prepare === undefined && definition.value.prepare === undefined) return null
    let preparation = this.#byDefinition.get(definition)
    if (preparation === undefined) {
      preparation = new SerializerPreparation(
        definition,
        this.#budget,
        this.#clock,
        this.#hold,
        this.#maxBlockMs,
      )
      this.#byDefinition.set(definition, preparation)
    }
    return preparation
  }
}
