import { printableText } from '../errors/printable-text.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { BatchFacts, PartitionAnswer } from './batch-outcome.ts'
import type { ProduceErrorRule } from './produce-error-rules.ts'

/** A broker's own words come from outside: this much of them is told. */
const MAX_WORDS = 500

/** What the records of a refused batch would be told. */
export interface Refusal {
  readonly error: ProducerError
  /** The errors of those records that the broker blamed (KIP-467), by index in the batch; null when it blamed none. */
  readonly culprits: ReadonlyMap<number, ProducerError> | null
}

/**
 * Puts a broker's refusal into errors: one for the batch, and one of its own for each record that was to blame.
 *
 * @param name Kafka's name of the error
 * @param retriable what Kafka says about it
 */
export function refusalOf(
  name: string,
  retriable: boolean,
  rule: ProduceErrorRule,
  answer: PartitionAnswer,
  facts: BatchFacts,
): Refusal {
  const { topic, partition, attempts, recordCount } = facts
  const persisted = facts.mayBeWritten || rule.mayBeWritten ? 'possibly' : 'no'
  const details = { persisted, topic, partition, attempts, brokerError: name } as const
  const culprits = new Map<number, ProducerError>()
  for (const { index, message } of answer.recordErrors) {
    if (index < 0 || index >= recordCount || culprits.has(index)) continue
    const text = `The broker refused this record with ${name}${told(message ?? answer.errorMessage)}`
    culprits.set(index, new ProducerError(rule.code, text, { ...details, retriable }))
  }
  const blamesSome = culprits.size > 0
  const why = blamesSome ? ' because of other records in it' : ''
  const place = `${topic}-${partition}`
  const text = `The broker refused a batch of ${recordCount} for ${place} with ${name}${why}${told(answer.errorMessage)}`
  // Without the records that are to blame the others may pass.
  const error = new ProducerError(rule.code, text, {
    ...details,
    retriable: retriable || blamesSome,
  })
  return { error, culprits: blamesSome ? culprits : null }
}

function told(message: string | null): string {
  return message === null ? '' : `: ${printableText(message, MAX_WORDS)}`
}
