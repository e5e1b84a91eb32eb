import type { SendRecord } from '../clients/bench-client.ts'
import type { Meter } from '../measure/meter.ts'
import type { RecordCycle } from '../records/record-cycle.ts'
import type { Scenario } from './scenario.ts'
import { SendWindow } from './send-window.ts'

const WINDOW_SIZE = 20_000

// Reading the clock twice takes 0.12 µs, more than a tenth of what a fast client spends on a record. 31 shares no factor with the
// number of records or partitions, so that the timed ones are spread over all of them.
const TIMED_EVERY = 31

/** One caller that keeps a promise per record and never waits for a single one: a log shipper, an import. */
export const windowedSends: Scenario = {
  id: 'a',
  title: `a promise per record, window of ${WINDOW_SIZE.toLocaleString('en')} unsettled`,
  run: sendInWindow,
}

async function sendInWindow(send: SendRecord, records: RecordCycle, meter: Meter): Promise<void> {
  const window = new SendWindow(WINDOW_SIZE)
  const onSettled = () => {
    meter.countSettled()
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
