import type { SendRecords } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'
import { SendWindow } from './send-window.ts'

/** One caller that hands over many records at a time and keeps a promise for all of them: the window counts records. */
export async function sendArrays(
  windowSize: number,
  arraySize: number,
  send: SendRecords,
  records: RecordCycle,
  meter: Meter,
): Promise<void> {
  const window = new SendWindow(Math.max(1, Math.floor(windowSize / arraySize)))
  const onFailed = (error: unknown) => window.failed(error)
  while (meter.isRunning) {
    if (window.isFull) await window.room()
    window.opened()
    const sentAtMs = meter.nowMs()
    send(records.take(arraySize)).then(() => {
      meter.countSettled(arraySize - 1)
      meter.timeSettled(sentAtMs)
      window.settled()
    }, onFailed)
  }
  await window.empty()
}
