import type { SendRecord } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'

/** Lets so many callers send, each awaiting its own record before it sends the next, until the meter has ended. */
export async function runSenders(
  senderCount: number,
  send: SendRecord,
  records: RecordCycle,
  meter: Meter,
): Promise<void> {
  await Promise.all(Array.from({ length: senderCount }, () => sendOneByOne(send, records, meter)))
}

async function sendOneByOne(send: SendRecord, records: RecordCycle, meter: Meter): Promise<void> {
  while (meter.isRunning) {
    const sentAtMs = meter.nowMs()
    await send(records.next())
    meter.timeSettled(sentAtMs)
  }
}
