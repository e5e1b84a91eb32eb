import type { Violation } from '../cluster/violation.ts'
import type { Finding } from './finding.ts'

/** What brokers noticed themselves, in the judge's words. */
export function violationFindings(violations: readonly Violation[]): Finding[] {
  return violations.map((violation) => {
    const { kind, topic, partition, producerId, producerEpoch, baseSequence } = violation
    const who = `producer ${producerId} epoch ${producerEpoch}`
    const what = `${who} sent other bytes to ${topic}-${partition} under sequence ${baseSequence}, which it had`
    return { rule: kind, what, history: [] }
  })
}
