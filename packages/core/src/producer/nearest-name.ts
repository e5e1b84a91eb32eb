const MAX_NAME_LENGTH = 60

/**
 * The candidate that `name` is a misspelling of, or `null` when none is near: at most a third of its letters may differ.
 * Case, punctuation and the unit at the end do not count, so `linger_ms` and `LINGER` are both `lingerMs`.
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  // The comparison takes time in proportion to the length, and a name comes from outside.
  if (name.length > MAX_NAME_LENGTH) return null
  const letters = lettersOf(name)
  let nearest: string | null = null
  let nearestDistance = Math.max(2, Math.floor(letters.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(letters, lettersOf(candidate))
    if (distance >= nearestDistance) continue
    nearest = candidate
    nearestDistance = distance
  }
  return nearest
}

function lettersOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/(ms|bytes)$/, '')
}

/** Levenshtein's: the least number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
