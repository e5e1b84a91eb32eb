import { requireWhole } from '../require-whole.ts'

/** How often and how long something is measured in one process that stays. */
export interface SpanOptions {
  readonly spans: number
  readonly spanMs: number
}

/** For `parseArgs`. */
export const SPAN_OPTIONS = {
  spans: { type: 'string', default: '20' },
  'span-ms': { type: 'string', default: '400' },
} as const

/** Lines of a usage text. */
export const SPAN_USAGE = `  --spans N       how many spans are measured of each, 1 to 1,000 (default: 20)
  --span-ms MS    how long each is, 50 to 60,000 (default: 400)
`

const MAX_SPANS = 1_000
const MIN_SPAN_MS = 50
const MAX_SPAN_MS = 60_000

/** @throws {Error} that names the option and the value that cannot be */
export function spanOptions(values: {
  readonly spans: string
  readonly 'span-ms': string
}): SpanOptions {
  return {
    spans: requireWhole(values.spans, '--spans', 1, MAX_SPANS),
    spanMs: requireWhole(values['span-ms'], '--span-ms', MIN_SPAN_MS, MAX_SPAN_MS),
  }
}
