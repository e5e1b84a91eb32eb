import type { BenchBroker } from '../broker/bench-broker.ts'
import type { CellOutcome } from './run-cell-process.ts'

/**
 * Asks the broker whether it holds all that the client counted as stored; a client that counted more has failed. There may
 * be more than it counted, where it stored a record twice.
 */
export async function verifiedOutcome(
  outcome: CellOutcome,
  topic: string,
  broker: Pick<BenchBroker, 'storedCount'>,
): Promise<CellOutcome> {
  if (outcome.kind !== 'measured') return outcome
  const { acknowledged } = outcome.figures
  const stored = await broker.storedCount(topic)
  if (stored >= acknowledged) return outcome
  const reason = `it counted ${acknowledged} records as stored, and the broker has ${stored}`
  return { kind: 'failed', reason }
}
