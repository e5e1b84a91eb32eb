/** Three digits that mean something, and no more: 0.117, 2.43, 45.1, 1,234. */
export function threeDigits(value: number): string {
  return value.toLocaleString(
    'en',
    value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  )
}
