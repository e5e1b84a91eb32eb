import type { OfferRecord, OnSettled } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'
import { SendWindow } from './send-window.ts'
import { TIMED_EVERY } from './timed-every.ts'

/** One caller that is told of each record by a callback. Where the client has no room, it waits until there is. */
export async function sendCallbacks(
  windowSize: number,
  offer: OfferRecord,
  hasRoom: () => Promise<void>,
  records: RecordCycle,
  meter: Meter,
): Promise<void> {
  const window = new SendWindow(windowSize)
  const onSettled: OnSettled = (error) => {
    if (error === null) {
      meter.countSettled(1)
      window.settled()
    } else window.failed(error)
  }
  for (let sendCount = 0; meter.isRunning; sendCount++) {
    if (window.isFull) await window.room()
    window.opened()
    const record = records.next()
    const callback = sendCount % TIMED_EVERY === 0 ? timed(meter, window) : onSettled
    while (!offer(record, callback)) await hasRoom()
  }
  await window.empty()
}

function timed(meter: Meter, window: SendWindow): OnSettled {
  const sentAtMs = meter.nowMs()
  return (error) => {
    if (error === null) {
      meter.timeSettled(sentAtMs)
      window.settled()
    } else window.failed(error)
  }
}
