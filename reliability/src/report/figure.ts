/** One measured number, and the bar that it is held against. */
export interface Figure {
  readonly name: string
  readonly value: string
  /** In words; left out for a number that only informs. */
  readonly bar?: string
  readonly holds: boolean
}

/** A number that must not be above its bar. */
export function atMost(name: string, value: number, bar: number, unit: string): Figure {
  const text = `${rounded(value)}${unit}`
  return { name, value: text, bar: `at most ${rounded(bar)}${unit}`, holds: value <= bar }
}

/** A count of what must never happen. */
export function never(name: string, count: number): Figure {
  return { name, value: String(count), bar: 'none', holds: count === 0 }
}

/** A number without a bar. */
export function told(name: string, value: string | number): Figure {
  return { name, value: typeof value === 'number' ? rounded(value) : value, holds: true }
}

function rounded(value: number): string {
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 2 : 0
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}
