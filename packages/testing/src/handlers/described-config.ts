import { TopicConfig } from '../cluster/topic-config.ts'
import { CONFIG_TYPE, TOPIC_CONFIG_KEYS } from '../cluster/topic-config-keys.ts'

// Kafka's numbers for where a value comes from.
const TOPIC_CONFIG_SOURCE = 1
const DEFAULT_CONFIG_SOURCE = 5

// Many topics at once have nothing set; they share one description.
const DEFAULTS_DESCRIBED = describe(new TopicConfig(new Map()))

/** A topic's configuration as CreateTopics and DescribeConfigs show it, one entry a key. */
export function describedConfig(config: TopicConfig) {
  return config.overrides.size === 0 ? DEFAULTS_DESCRIBED : describe(config)
}

function describe(config: TopicConfig) {
  return TOPIC_CONFIG_KEYS.map((key) => {
    const { name, defaultValue } = key
    const configSource = config.overrides.has(name) ? TOPIC_CONFIG_SOURCE : DEFAULT_CONFIG_SOURCE
    const value = config.value(name)
    const defaultSynonym = { name, value: defaultValue, source: DEFAULT_CONFIG_SOURCE }
    const ownSynonym = { name, value, source: TOPIC_CONFIG_SOURCE }
    const synonyms = config.overrides.has(name) ? [ownSynonym, defaultSynonym] : [defaultSynonym]
    const configType = CONFIG_TYPE[key.type]
    return { name, value, readOnly: false, configSource, isSensitive: false, synonyms, configType }
  })
}
