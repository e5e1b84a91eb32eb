import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { Partitioner, PartitionerInput } from './partitioner.ts'
import { roundRobin } from './round-robin-partitioner.ts'

/**
 * How partitions are chosen: `'default'` puts keyed records where the Java client puts them (murmur2) and keeps keyless ones
 * together (KIP-794), `'round-robin'` takes partitions in turn, anything else is your own.
 *
 * @public
 */
export type PartitionerOption =
  | 'default'
  | 'round-robin'
  | Partitioner
  | ((input: PartitionerInput) => number)

/**
 * The partitioner that an option stands for; `null` is the default one, which is part of the accumulator because it
 * follows the bytes of each batch.
 *
 * @throws {ProducerError} `INVALID_OPTION` when it is none of the four.
 */
export function resolvePartitioner(option: unknown): Partitioner | null {
  if (option === 'default') return null
  if (option === 'round-robin') return roundRobin()
  if (isPartitionFunction(option)) return { partition: option }
  if (isPartitioner(option)) return option
  throw new ProducerError(
    'INVALID_OPTION',
    `Option partitioner is ${describeValue(option)}; it takes 'default', 'round-robin', a function, ` +
      'or an object with a partition function',
  )
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
