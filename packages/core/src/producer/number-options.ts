import { ProducerError } from '../errors/producer-error.ts'
import type { GivenOptions } from './given-options.ts'

const INT32_MAX = 2 ** 31 - 1

/** What each number may be. Times and sizes end at Java's `int`, memory at what a number counts exactly. */
export const NUMBER_LIMITS = [
  ['connectTimeoutMs', 1, INT32_MAX],
  ['reconnectBackoffMs', 0, INT32_MAX],
  ['reconnectBackoffMaxMs', 0, INT32_MAX],
  ['connectionsMaxIdleMs', 1, INT32_MAX],
  ['maxResponseSizeBytes', 1024, INT32_MAX],
  ['metadataMaxAgeMs', 1, INT32_MAX],
  ['metadataMaxIdleMs', 5_000, INT32_MAX],
  ['topicMetadataPropagationMaxMs', 0, INT32_MAX],
  ['metadataRecoveryRebootstrapTriggerMs', 0, INT32_MAX],
  ['maxInFlightRequests', 1, INT32_MAX],
  ['deliveryTimeoutMs', 1, INT32_MAX],
  ['requestTimeoutMs', 1, INT32_MAX],
  ['maxBlockMs', 0, INT32_MAX],
  ['retryBackoffMs', 0, INT32_MAX],
  ['retryBackoffMaxMs', 0, INT32_MAX],
  ['lingerMs', 0, INT32_MAX],
  ['batchSizeBytes', 1, INT32_MAX],
  ['bufferMemoryBytes', 1, Number.MAX_SAFE_INTEGER],
  ['maxWaitingBytes', 0, Number.MAX_SAFE_INTEGER],
  ['maxRequestSizeBytes', 1, INT32_MAX],
  ['availabilityTimeoutMs', 0, INT32_MAX],
] as const

type NumberName = (typeof NUMBER_LIMITS)[number][0]

/** The options that are numbers, resolved. */
export type NumberOptions = { readonly [Name in NumberName]: number }

/**
 * Reads the numbers, each within its limits and all of them agreeing with each other. Where two disagree, a value that
 * was set stands and one that was left at its default follows it; two that were set and disagree are refused.
 *
 * @throws {ProducerError} `INVALID_OPTION`
 */
export function resolveNumbers(given: GivenOptions, defaults: NumberOptions): NumberOptions {
  const numbers = { ...defaults }
  for (const [name, min, max] of NUMBER_LIMITS) {
    numbers[name] = given.integer(name, defaults[name], min, max)
  }
  if (!given.has('maxWaitingBytes')) numbers.maxWaitingBytes = numbers.bufferMemoryBytes
  agreeOnTimeouts(numbers, given)
  agreeOnBackoff(numbers, given, 'retryBackoffMs', 'retryBackoffMaxMs')
  agreeOnBackoff(numbers, given, 'reconnectBackoffMs', 'reconnectBackoffMaxMs')
  keepWithin(numbers, given, 'maxRequestSizeBytes', 'bufferMemoryBytes')
  keepWithin(numbers, given, 'batchSizeBytes', 'bufferMemoryBytes')
  keepWithin(numbers, given, 'batchSizeBytes', 'maxRequestSizeBytes')
  return numbers
}

type NumberDraft = { [Name in NumberName]: number }

/** A delivery needs the time to linger and to make one request; Java's rule, and the reverse of it. */
function agreeOnTimeouts(numbers: NumberDraft, given: GivenOptions): void {
  const { lingerMs, requestTimeoutMs, deliveryTimeoutMs } = numbers
  const neededMs = lingerMs + requestTimeoutMs
  if (deliveryTimeoutMs >= neededMs) return
  if (!given.has('deliveryTimeoutMs')) {
    numbers.deliveryTimeoutMs = neededMs
  } else if (!given.has('requestTimeoutMs') && deliveryTimeoutMs > lingerMs) {
    numbers.requestTimeoutMs = deliveryTimeoutMs - lingerMs
  } else {
    throw new ProducerError(
      'INVALID_OPTION',
      `Option deliveryTimeoutMs is ${deliveryTimeoutMs}; it cannot be below ` +
        `lingerMs + requestTimeoutMs (${lingerMs} + ${requestTimeoutMs})`,
    )
  }
}

function agreeOnBackoff(
  numbers: NumberDraft,
  given: GivenOptions,
  initial: NumberName,
  max: NumberName,
): void {
  if (numbers[initial] <= numbers[max]) return
  if (!given.has(initial)) numbers[initial] = numbers[max]
  else if (!given.has(max)) numbers[max] = numbers[initial]
  else throw above(numbers, initial, max)
}

/** A bound on memory or on requests is never raised unasked, so only the inner size gives way. */
function keepWithin(
  numbers: NumberDraft,
  given: GivenOptions,
  inner: NumberName,
  outer: NumberName,
): void {
  if (numbers[inner] <= numbers[outer]) return
  if (given.has(inner)) throw above(numbers, inner, outer)
  numbers[inner] = numbers[outer]
}

function above(numbers: NumberOptions, name: NumberName, limit: NumberName): ProducerError {
  return new ProducerError(
    'INVALID_OPTION',
    `Option ${name} is ${numbers[name]}; it cannot be above ${limit} (${numbers[limit]})`,
  )
}
