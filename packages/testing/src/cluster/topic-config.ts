import type { BatchRules } from './batch-validator.ts'
import { BrokerRefusal } from './broker-refusal.ts'
import { TOPIC_CONFIG_KEYS, type TopicConfigKey } from './topic-config-keys.ts'

const KEYS = new Map(TOPIC_CONFIG_KEYS.map((key) => [key.name, key]))
const WHOLE_NUMBER = /^-?\d{1,19}$/
const DECIMAL_NUMBER = /^-?\d+(\.\d+)?$/

/** A topic's configuration: what was set, over Kafka's defaults. Never changes; a change makes a new one. */
export class TopicConfig {
  readonly #overrides: ReadonlyMap<string, string>
  /** What the configuration asks of batches, read once: every append needs it. */
  readonly batchRules: BatchRules
  /** Kafka: `min.insync.replicas`. */
  readonly minInsyncReplicas: number

  /** @throws {BrokerRefusal} `INVALID_CONFIG` for a key or value that Kafka does not take. */
  constructor(overrides: ReadonlyMap<string, string>) {
    for (const [name, value] of overrides) requireValid(keyNamed(name), value)
    this.#overrides = overrides
    this.minInsyncReplicas = Number(this.value('min.insync.replicas'))
    const logAppendTime = this.value('message.timestamp.type') === 'LogAppendTime'
    this.batchRules = {
      maxMessageBytes: Number(this.value('max.message.bytes')),
      compacted: entriesOf(this.value('cleanup.policy')).includes('compact'),
      timestampType: logAppendTime ? 'LogAppendTime' : 'CreateTime',
      timestampBeforeMaxMs: Number(this.value('message.timestamp.before.max.ms')),
      timestampAfterMaxMs: Number(this.value('message.timestamp.after.max.ms')),
    }
  }

  /** What was set, by key. */
  get overrides(): ReadonlyMap<string, string> {
    return this.#overrides
  }

  /** The value in force. @throws {BrokerRefusal} `INVALID_CONFIG` for an unknown key. */
  value(name: string): string {
    return this.#overrides.get(name) ?? keyNamed(name).defaultValue
  }
}

/** @throws {BrokerRefusal} `INVALID_CONFIG` when Kafka has no such key. */
export function keyNamed(name: string): TopicConfigKey {
  const key = KEYS.get(name)
  if (key === undefined)
    throw new BrokerRefusal('INVALID_CONFIG', `Unknown topic config name: ${name}`)
  return key
}

/** The entries of a list value. */
export function entriesOf(value: string): readonly string[] {
  return value === '' ? [] : value.split(',').map((entry) => entry.trim())
}

function requireValid(key: TopicConfigKey, value: string): void {
  if (!isValid(key, value)) {
    const shown = JSON.stringify(value.slice(0, 100))
    throw new BrokerRefusal(
      'INVALID_CONFIG',
      `Invalid value ${shown} for configuration ${key.name}`,
    )
  }
}

function isValid(key: TopicConfigKey, value: string): boolean {
  switch (key.type) {
    case 'boolean':
      return value === 'true' || value === 'false'
    case 'string':
      return key.oneOf?.includes(value) ?? true
    case 'list':
      return entriesOf(value).every((entry) => key.oneOf?.includes(entry) ?? true)
    case 'int':
      return WHOLE_NUMBER.test(value) && inRange(key, Number(value)) && Number(value) < 2 ** 31
    case 'long':
      return WHOLE_NUMBER.test(value) && inRange(key, Number(value))
    case 'double':
      return DECIMAL_NUMBER.test(value) && inRange(key, Number(value))
    default:
      return key.type satisfies never
  }
}

function inRange(key: TopicConfigKey, value: number): boolean {
  return key.atLeast === undefined || value >= key.atLeast
}
