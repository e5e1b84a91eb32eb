import type { SendRecord } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'
import { SendWindow } from './send-window.ts'
import { TIMED_EVERY } from './timed-every.ts'

/** One caller that keeps a promise per record and never waits for a single one. */
export async function sendPromises(
  windowSize: number,
  send: SendRecord,
  records: RecordCycle,
  meter: Meter,
): Promise<void> {
  const window = new SendWindow(windowSize)
  const onSettled = () => {
    meter.countSettled(1)
    window.settled()
  }
  const onFailed = (error: unknown) => window.failed(error)
  for (let sendCount = 0; meter.isRunning; sendCount++) {
    if (window.isFull) await window.room()
    window.opened()
    if (sendCount % TIMED_EVERY === 0) {
      const sentAtMs = meter.nowMs()
      const onTimedSettled = () => {
        meter.timeSettled(sentAtMs)
        window.settled()
      }
      send(records.next()).then(onTimedSettled, onFailed)
    } else {
      send(records.next()).then(onSettled, onFailed)
    }
  }
  await window.empty()
}
