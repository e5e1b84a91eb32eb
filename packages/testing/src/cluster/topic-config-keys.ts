/** Kafka's numbers for the types of configuration values. */
export const CONFIG_TYPE = Object.freeze({
  boolean: 1,
  string: 2,
  int: 3,
  long: 5,
  double: 6,
  list: 7,
})

/** One configuration key of topics, with Kafka's default. */
export interface TopicConfigKey {
  readonly name: string
  readonly type: keyof typeof CONFIG_TYPE
  readonly defaultValue: string
  /** The least that a number may be. */
  readonly atLeast?: number
  /** The words that a string, or each entry of a list, may be. */
  readonly oneOf?: readonly string[]
}

const COMPRESSION_TYPES = ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']
const FOREVER = '9223372036854775807'

/**
 * Every key that a topic of Apache Kafka 4 takes and this cluster answers for. Those that shape what this cluster does are
 * the ones that {@link TopicConfig} reads; the others are kept and given back.
 */
export const TOPIC_CONFIG_KEYS: readonly TopicConfigKey[] = [
  { name: 'cleanup.policy', type: 'list', defaultValue: 'delete', oneOf: ['compact', 'delete'] },
  { name: 'compression.gzip.level', type: 'int', defaultValue: '-1', atLeast: -1 },
  { name: 'compression.lz4.level', type: 'int', defaultValue: '9', atLeast: 1 },
  { name: 'compression.type', type: 'string', defaultValue: 'producer', oneOf: COMPRESSION_TYPES },
  { name: 'compression.zstd.level', type: 'int', defaultValue: '3' },
  { name: 'delete.retention.ms', type: 'long', defaultValue: '86400000', atLeast: 0 },
  { name: 'file.delete.delay.ms', type: 'long', defaultValue: '60000', atLeast: 0 },
  { name: 'flush.messages', type: 'long', defaultValue: FOREVER, atLeast: 1 },
  { name: 'flush.ms', type: 'long', defaultValue: FOREVER, atLeast: 0 },
  { name: 'index.interval.bytes', type: 'int', defaultValue: '4096', atLeast: 0 },
  { name: 'max.compaction.lag.ms', type: 'long', defaultValue: FOREVER, atLeast: 1 },
  { name: 'max.message.bytes', type: 'int', defaultValue: '1048588', atLeast: 0 },
  { name: 'message.timestamp.after.max.ms', type: 'long', defaultValue: '3600000', atLeast: 0 },
  { name: 'message.timestamp.before.max.ms', type: 'long', defaultValue: FOREVER, atLeast: 0 },
  {
    name: 'message.timestamp.type',
    type: 'string',
    defaultValue: 'CreateTime',
    oneOf: ['CreateTime', 'LogAppendTime'],
  },
  { name: 'min.cleanable.dirty.ratio', type: 'double', defaultValue: '0.5', atLeast: 0 },
  { name: 'min.compaction.lag.ms', type: 'long', defaultValue: '0', atLeast: 0 },
  { name: 'min.insync.replicas', type: 'int', defaultValue: '1', atLeast: 1 },
  { name: 'preallocate', type: 'boolean', defaultValue: 'false' },
  { name: 'retention.bytes', type: 'long', defaultValue: '-1' },
  { name: 'retention.ms', type: 'long', defaultValue: '604800000', atLeast: -1 },
  { name: 'segment.bytes', type: 'int', defaultValue: '1073741824', atLeast: 14 },
  { name: 'segment.index.bytes', type: 'int', defaultValue: '10485760', atLeast: 4 },
  { name: 'segment.jitter.ms', type: 'long', defaultValue: '0', atLeast: 0 },
  { name: 'segment.ms', type: 'long', defaultValue: '604800000', atLeast: 1 },
  { name: 'unclean.leader.election.enable', type: 'boolean', defaultValue: 'false' },
]
