/** Whether this key stands more than once among those of a request; brokers refuse it then. */
export function repeatedIn<Key>(keys: readonly Key[]): (key: Key) => boolean {
  const seen = new Set<Key>()
  const repeated = new Set<Key>()
  for (const key of keys) {
    if (seen.has(key)) repeated.add(key)
    seen.add(key)
  }
  return (key) => repeated.has(key)
}

/** The entries without those whose key came before: naming a thing twice does not make an answer twice as long. */
export function firstOfEach<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): readonly Entry[] {
  const first = new Map<string, Entry>()
  for (const entry of entries) {
    const key = keyOf(entry)
    if (!first.has(key)) first.set(key, entry)
  }
  return [...first.values()]
}
