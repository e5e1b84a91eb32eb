import type { LoadSample } from '../client/load-client.ts'

/** The longest time in which no record was acknowledged, in milliseconds, as far as the samples can tell. */
export function longestSilenceMs(samples: readonly LoadSample[]): number {
  let longest = 0
  let quietSince = samples[0]
  for (const sample of samples) {
    if (quietSince === undefined || sample.acknowledged !== quietSince.acknowledged) {
      quietSince = sample
    }
    longest = Math.max(longest, sample.atMs - quietSince.atMs)
  }
  return longest
}
