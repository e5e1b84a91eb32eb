import type { PartitionLog } from '../cluster/partition-log.ts'
import type { RequestContext } from '../cluster/request-context.ts'

/** A long poll: what it looks for, and how it ends. */
export interface DataWait<Found> {
  readonly logs: readonly PartitionLog[]
  readonly maxWaitMs: number
  /** Called whenever one of the logs has more that is replicated, and at every change of the cluster. */
  readonly look: () => Found
  readonly isEnough: (found: Found) => boolean
  /** Called once, when there is enough or `maxWaitMs` is over; not when the client has gone. */
  readonly finish: (found: Found) => void
}

export function waitForData<Found>(context: RequestContext, wait: DataWait<Found>): void {
  const { state, clock } = context
  let waiting = true
  const finish = (found: Found): void => {
    letGo()
    wait.finish(found)
  }
  const lookAgain = (): void => {
    // One replication may call a listener that another listener has just removed.
    if (!waiting) return
    const found = wait.look()
    if (wait.isEnough(found)) finish(found)
  }
  const letGo = (): void => {
    waiting = false
    timer.cancel()
    for (const stop of stopListening) stop()
  }
  const timer = clock.setTimer(wait.maxWaitMs, () => finish(wait.look()))
  const stopListening = [
    ...wait.logs.map((log) => log.onReplicated(lookAgain)),
    state.onChange(lookAgain),
  ]
  context.onAbandoned(letGo)
}
