import { createMemoryNetwork } from '@headwater/testing'
import type { SocketFactory } from '../../src/network/socket-factory.ts'
import type { Clock } from '../../src/time/clock.ts'
import { passTime } from '../pass-time.ts'
import type { VirtualCluster } from '../virtual-cluster.ts'

/** What a producer runs on in a process that can stop: a clock and sockets that tell it nothing meanwhile. */
export interface BlockableProcess {
  readonly clock: Clock
  readonly socketFactory: SocketFactory
  /** Time passes, for the brokers too, and nothing of the process runs until it is over. */
  block(ms: number): Promise<void>
}

/** Wakes up as Node does: timers that are overdue come first, then what the sockets hold, then the turns. */
export function blockableProcess(cluster: VirtualCluster): BlockableProcess {
  const { clock, kafka } = cluster
  const network = createMemoryNetwork(kafka.cluster, clock, { latencyMs: 1 })
  let blocked = false
  const late = {
    timers: [] as (() => void)[],
    events: [] as (() => void)[],
    turns: [] as (() => void)[],
  }
  const unlessBlocked = (queue: (() => void)[], callback: () => void): void => {
    if (blocked) queue.push(callback)
    else callback()
  }
  const drain = (queue: (() => void)[]): void => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) next()
  }
  return {
    clock: {
      now: () => clock.now(),
      wallTime: () => clock.wallTime(),
      setTimer(delayMs, callback) {
        let cancelled = false
        const timer = clock.setTimer(delayMs, () => {
          unlessBlocked(late.timers, () => {
            if (!cancelled) callback()
          })
        })
        return {
          cancel() {
            cancelled = true
            timer.cancel()
          },
        }
      },
      scheduleTurn: (callback) => clock.scheduleTurn(() => unlessBlocked(late.turns, callback)),
      holdProcess: (hold) => clock.holdProcess(hold),
    },
    socketFactory: {
      connect: (target, listener) =>
        network.connect(target, {
          onConnect: () => unlessBlocked(late.events, () => listener.onConnect()),
          onData: (chunk) => unlessBlocked(late.events, () => listener.onData(chunk)),
          onError: (error) => unlessBlocked(late.events, () => listener.onError(error)),
          onDrain: () => unlessBlocked(late.events, () => listener.onDrain()),
          onClose: () => unlessBlocked(late.events, () => listener.onClose()),
        }),
    },
    async block(ms) {
      blocked = true
      await passTime(cluster, ms)
      drain(late.timers)
      drain(late.events)
      blocked = false
      for (const turn of late.turns.splice(0)) clock.scheduleTurn(turn)
    },
  }
}
