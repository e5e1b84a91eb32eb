/** Whether this key stands more than once among those of a request; brokers refuse each of them then. */
export function repeatedIn<Key>(keys: readonly Key[]): (key: Key) => boolean {
  const seen = new Set<Key>()
  const repeated = new Set<Key>()
  for (const key of keys) {
    if (seen.has(key)) repeated.add(key)
    seen.add(key)
  }
  return (key) => repeated.has(key)
}
