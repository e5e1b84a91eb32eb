import type { BenchSession } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'
import type { Work } from '../scenarios/scenario.ts'
import { runSenders } from './run-senders.ts'
import { sendArrays } from './send-arrays.ts'
import { sendCallbacks } from './send-callbacks.ts'
import { sendPromises } from './send-promises.ts'
import { sendRequests } from './send-requests.ts'
import { sendUnreported } from './send-unreported.ts'

/**
 * Sends until the meter has ended. Resolves when all that was sent has settled; rejects with the first failure, since
 * figures of a run that lost records mean nothing.
 */
export async function runWork(
  work: Work,
  session: BenchSession,
  records: RecordCycle,
  meter: Meter,
): Promise<void> {
  if (work.kind === 'idle' || work.kind === 'footprint') throw new Error('Nothing is sent')
  if (session.kind === 'requests') return sendRequests(session, meter)
  if (work.kind === 'awaiting') {
    if (session.kind !== 'promises') throw new Error(`Nobody can await a record by ${session.kind}`)
    return runSenders(work.senders, session.send, records, meter)
  }
  const windowSize = work.size ?? Number.POSITIVE_INFINITY
  switch (session.kind) {
    case 'promises':
      return sendPromises(windowSize, session.send, records, meter)
    case 'arrays':
      return sendArrays(windowSize, session.arraySize, session.send, records, meter)
    case 'callbacks':
      return sendCallbacks(windowSize, session.offer, session.hasRoom, records, meter)
    case 'unreported':
      return sendUnreported(session.offer, session.hasRoom, records, meter)
    default:
      return session satisfies never
  }
}
