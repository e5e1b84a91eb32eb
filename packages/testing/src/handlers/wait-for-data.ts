import type { PartitionLog } from '../cluster/partition-log.ts'
import type { RequestContext } from '../cluster/request-context.ts'

/** A long poll: what it waits for, and how it ends. */
export interface DataWait {
  readonly logs: readonly PartitionLog[]
  readonly maxWaitMs: number
  /** Asked after every append to one of the logs and every change of the cluster. */
  readonly isEnough: () => boolean
  /** Called once, when there is enough or `maxWaitMs` is over; not when the client has gone. */
  readonly finish: () => void
}

export function waitForData({ state, clock, onAbandoned }: RequestContext, wait: DataWait): void {
  let waiting = true
  const end = (): void => {
    // One append may call a listener that another listener has just removed.
    if (!waiting) return
    letGo()
    wait.finish()
  }
  const look = (): void => {
    if (wait.isEnough()) end()
  }
  const letGo = (): void => {
    waiting = false
    timer.cancel()
    for (const stop of stopListening) stop()
  }
  const timer = clock.setTimer(wait.maxWaitMs, end)
  const stopListening = [...wait.logs.map((log) => log.onAppend(look)), state.onChange(look)]
  onAbandoned(letGo)
}
