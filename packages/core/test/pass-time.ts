import type { VirtualCluster } from './virtual-cluster.ts'

/** Moves time on, letting promises settle in between. */
export function passTime({ clock, until }: VirtualCluster, ms: number): Promise<void> {
  return until(
    new Promise<void>((resolve) => {
      clock.setTimer(ms, resolve)
    }),
  )
}
