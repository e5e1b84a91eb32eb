import type { TopicDefinition } from '../serialization/topic-definition.ts'
import { type PreparationListener, SerializerPreparation } from './serializer-preparation.ts'

/** One preparation for each topic definition, however many senders are made of it. */
export class SerializerPreparations {
  readonly #listener: PreparationListener
  readonly #byDefinition = new WeakMap<object, SerializerPreparation>()

  constructor(listener: PreparationListener) {
    this.#listener = listener
  }

  /** Null when its serializers have nothing to prepare. */
  of<Key, Value>(definition: TopicDefinition<Key, Value>): SerializerPreparation | null {
    if (definition.key.prepare === undefined && definition.value.prepare === undefined) return null
    let preparation = this.#byDefinition.get(definition)
    if (preparation === undefined) {
      preparation = new SerializerPreparation(definition, this.#listener)
      this.#byDefinition.set(definition, preparation)
    }
    return preparation
  }
}
