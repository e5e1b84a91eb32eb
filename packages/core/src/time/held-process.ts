import { setInterval } from 'node:timers'

const MAX_TIMER_MS = 2 ** 31 - 1

let timer: NodeJS.Timeout | null = null
let holders = 0

/**
 * Keeps the process alive while anybody holds it: by one timer that is made once and held or let go of. A producer whose caller
 * awaits each record holds and lets go for each, and would make and clear a timer for each.
 */
export function holdProcess(): void {
  timer ??= setInterval(() => undefined, MAX_TIMER_MS)
  if (holders++ === 0) timer.ref()
}

/** Takes one {@link holdProcess} back. */
export function letGoOfProcess(): void {
  if (--holders === 0) timer?.unref()
}
