import type { SendRecord } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'
import type { Scenario } from './scenario.ts'

const SENDER_COUNT = 200

/** Many callers, each awaiting its own record: request handlers of a busy service. */
export const awaitingSenders: Scenario = {
  id: 'b',
  title: `${SENDER_COUNT} awaiting senders`,
  run: (send, records, meter) => runSenders(SENDER_COUNT, send, records, meter),
}

/** One caller that awaits each record before it sends the next: what a single request feels. */
export const singleSender: Scenario = {
  id: 'c',
  title: 'one awaited send at a time',
  run: (send, records, meter) => runSenders(1, send, records, meter),
}

async function runSenders(
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
