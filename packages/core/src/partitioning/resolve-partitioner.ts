import { invalidOption } from '../errors/invalid-option.ts'
import { crc32Partitioner } from './crc32-partitioner.ts'
import { ignoredKeys } from './ignored-keys.ts'
import type { KeyPartitioner } from './key-partitioner.ts'
import { Murmur2Partitioner } from './murmur2-partitioner.ts'
import type { Partitioner, PartitionerInput } from './partitioner.ts'
import { roundRobin } from './round-robin-partitioner.ts'

/**
 * How partitions are chosen: `'default'` puts keyed records where the Java client puts them (murmur2) and keeps keyless ones
 * together (KIP-794); `'consistent_random'` does the same but puts keyed records where librdkafka puts them by default (CRC-32) and
 * takes an empty key for none; `'round-robin'` takes partitions in turn; anything else is your own.
 *
 * @public
 */
export type PartitionerOption =
  | 'default'
  | 'consistent_random'
  | 'round-robin'
  | Partitioner
  | ((input: PartitionerInput) => number)

/** What an option stands for. Exactly one of the two decides. */
export type ResolvedPartitioner =
  | { readonly custom: Partitioner; readonly byKey: null }
  | { readonly custom: null; readonly byKey: KeyPartitioner }

/**
 * Whom to ask for a partition. Keyless records are not part of it: where they stick follows the bytes of each batch.
 *
 * @param ignoreKeys whether keys shall not count
 * @throws {ProducerError} `INVALID_OPTION` when the option is none of those it can be.
 */
export function resolvePartitioner(option: unknown, ignoreKeys: boolean): ResolvedPartitioner {
  if (option === 'default') return byKey(ignoreKeys ? ignoredKeys : new Murmur2Partitioner())
  if (option === 'consistent_random') return byKey(ignoreKeys ? ignoredKeys : crc32Partitioner)
  if (option === 'round-robin') return custom(roundRobin())
  if (isPartitionFunction(option)) return custom({ partition: option })
  if (isPartitioner(option)) return custom(option)
  throw invalidOption(
    'partitioner',
    option,
    "'default', 'consistent_random', 'round-robin', a function, or an object with a partition function",
  )
}

function byKey(partitioner: KeyPartitioner): ResolvedPartitioner {
  return { custom: null, byKey: partitioner }
}

function custom(partitioner: Partitioner): ResolvedPartitioner {
  return { custom: partitioner, byKey: null }
}

function isPartitionFunction(option: unknown): option is Partitioner['partition'] {
  return typeof option === 'function'
}

function isPartitioner(option: unknown): option is Partitioner {
  return (
    typeof option === 'object' &&
    option !== null &&
    'partition' in option &&
    typeof option.partition === 'function'
  )
}
