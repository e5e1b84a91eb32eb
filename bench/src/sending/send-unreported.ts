import type { OfferUnreported } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'

/** How often the caller lets the event loop turn, so that timers end the measurement. */
const RECORDS_A_TURN = 1_000

/**
 * One caller that is told of nothing: it sends until the client has no room. What the client took is counted, and that all
 * of it arrived is what the broker says afterwards.
 */
export async function sendUnreported(
  offer: OfferUnreported,
  hasRoom: () => Promise<void>,
  records: RecordCycle,
  meter: Meter,
): Promise<void> {
  for (let sendCount = 0; meter.isRunning; sendCount++) {
    if (sendCount % RECORDS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
    const record = records.next()
    while (!offer(record)) await hasRoom()
    meter.countSettled(1)
  }
}
