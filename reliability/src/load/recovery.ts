import type { LoadSample } from '../client/load-client.ts'

/** How a load came back, in milliseconds after the brokers did; infinite when it did not. */
export interface Recovery {
  readonly firstMs: number
  /** Until the first acknowledgement from which on as much was acknowledged in half a second as is sent. */
  readonly fullRateMs: number
  /** Until no more is pending than is sent in a quarter of a second. */
  readonly caughtUpMs: number
}

const RATE_WINDOW_MS = 500
const CAUGHT_UP_SECONDS = 0.25

/** Reads it from samples that were taken every few milliseconds. */
export function recovery(
  samples: readonly LoadSample[],
  backAtMs: number,
  ratePerSecond: number,
): Recovery {
  const after = samples.filter(({ atMs }) => atMs >= backAtMs)
  const [start] = after
  const afterBack = (found: LoadSample | undefined): number =>
    found === undefined ? Number.POSITIVE_INFINITY : found.atMs - backAtMs
  const inWindow = (from: LoadSample): boolean => {
    const end = after.find(({ atMs }) => atMs >= from.atMs + RATE_WINDOW_MS)
    if (end === undefined) return false
    const seconds = (end.atMs - from.atMs) / 1_000
    return (end.acknowledged - from.acknowledged) / seconds >= ratePerSecond
  }
  const acknowledgedMore = (sample: LoadSample): boolean =>
    sample.acknowledged > (start?.acknowledged ?? 0)
  return {
    firstMs: afterBack(after.find(acknowledgedMore)),
    fullRateMs: afterBack(after.find((sample) => acknowledgedMore(sample) && inWindow(sample))),
    caughtUpMs: afterBack(
      after.find(({ pending }) => pending <= ratePerSecond * CAUGHT_UP_SECONDS),
    ),
  }
}
