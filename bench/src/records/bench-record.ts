/** One record of the benchmark, as bytes, so that no client is measured with its serializer. */
export interface BenchRecord {
  readonly key: Buffer
  readonly value: Buffer
}

const KEY_BYTES = 8
const VALUE_BYTES = 100
const LETTERS = 26
const LETTER_A = 97

/** Few enough to stay in the processor's cache and many enough to reach every partition evenly. */
const POOL_SIZE = 4_096

/** Record `index` of the benchmark. `java/ProducerHarness.java` makes the same bytes. */
export function benchRecord(index: number): BenchRecord {
  const key = Buffer.from(String(index).padStart(KEY_BYTES, '0'), 'latin1')
  const value = Buffer.alloc(VALUE_BYTES)
  for (let i = 0; i < VALUE_BYTES; i++) value[i] = LETTER_A + ((index * 31 + i * 7) % LETTERS)
  return { key, value }
}

/** The records that every client sends over and over, in this order: made before the measurement starts. */
export function benchRecords(): readonly BenchRecord[] {
  return Array.from({ length: POOL_SIZE }, (_, index) => benchRecord(index))
}
