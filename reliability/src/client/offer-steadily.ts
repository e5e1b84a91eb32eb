import { setImmediate, setTimeout } from 'node:timers/promises'

const TICK_MS = 10
/** A busy machine leaves the process behind; what is due then comes in many turns, as requests would bring it, and not in one loop. */
const MOST_IN_TURN = 500

/** Calls `offer` so many times a second, for so long. */
export async function offerSteadily(
  ratePerSecond: number,
  seconds: number,
  offer: () => void,
): Promise<void> {
  const startedAtMs = performance.now()
  let offered = 0
  for (let elapsedMs = 0; elapsedMs < seconds * 1_000; ) {
    elapsedMs = performance.now() - startedAtMs
    const due = Math.floor(Math.min(elapsedMs / 1_000, seconds) * ratePerSecond)
    const most = Math.min(due, offered + MOST_IN_TURN)
    for (; offered < most; offered++) offer()
    await (most < due ? setImmediate() : setTimeout(TICK_MS))
  }
}
