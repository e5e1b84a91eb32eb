/**
 * A partition chosen at random, one with a longer queue less often: its weight is the longest queue plus one, less its own
 * (KIP-794). Where all queues are equal, so are all weights.
 *
 * @param candidates the partitions to choose from, at least one
 * @param backlogs length of the queue of each partition of the topic
 * @param fraction the chance, from 0 up to, not including, 1
 */
export function leastLoadedPartition(
  candidates: readonly number[],
  backlogs: readonly number[],
  fraction: number,
): number {
  let longest = 0
  let total = 0
  for (const partition of candidates) {
    const backlog = backlogs[partition] as number
    if (backlog > longest) longest = backlog
    total += backlog
  }
  let left = Math.floor(fraction * (candidates.length * (longest + 1) - total))
  let chosen = 0
  for (const partition of candidates) {
    chosen = partition
    left -= longest + 1 - (backlogs[partition] as number)
    if (left < 0) break
  }
  return chosen
}
