import type { RequestSession } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import { SendWindow } from './send-window.ts'

/** Requests that were encoded once, written again and again, with as many unanswered as the session allows. */
export async function sendRequests(
  { inFlight, send }: RequestSession,
  meter: Meter,
): Promise<void> {
  const window = new SendWindow(inFlight)
  const onFailed = (error: unknown) => window.failed(error)
  while (meter.isRunning) {
    if (window.isFull) await window.room()
    window.opened()
    const sentAtMs = meter.nowMs()
    send().then((recordCount) => {
      meter.countSettled(recordCount - 1)
      meter.timeSettled(sentAtMs)
      window.settled()
    }, onFailed)
  }
  await window.empty()
}
