import type { MemoryNetwork } from '@headwater/testing'

const SECOND = 1_000

/** The most dials of one broker within any second, those that were refused or swallowed included. */
export function mostDialsPerSecond({ dials }: MemoryNetwork): number {
  const most = dials.map(({ port, time }) => {
    const sameSecond = dials.filter(
      (dial) => dial.port === port && dial.time <= time && time - dial.time < SECOND,
    )
    return sameSecond.length
  })
  return Math.max(0, ...most)
}
