import type { Measurement } from '../measure/meter.ts'

/** What one run of one client in one scenario has measured, with the versions that only that process knows. */
export interface CellFigures extends Measurement {
  readonly clientVersion: string
  /** For example `Node.js 24.21.0` or `Java 17.0.15`. */
  readonly runtime: string
}

/**
 * Reads the figures from what a child has printed: its last line. What comes before is talk of the client's libraries.
 *
 * @throws {Error} that names the line or the field when the last line is not figures
 */
export function parseCellFigures(output: string): CellFigures {
  const lastLine = output.trimEnd().split('\n').at(-1) ?? ''
  const fields = new Map<string, unknown>(Object.entries(parseObject(lastLine)))
  return {
    records: requireNumber(fields, 'records'),
    elapsedMs: requireNumber(fields, 'elapsedMs'),
    cpuUs: requireNumber(fields, 'cpuUs'),
    p50Ms: requireNumber(fields, 'p50Ms'),
    p99Ms: requireNumber(fields, 'p99Ms'),
    clientVersion: requireText(fields, 'clientVersion'),
    runtime: requireText(fields, 'runtime'),
  }
}

function parseObject(line: string): object {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Not JSON: the same answer as for JSON that is no object.
  }
  throw new Error(`The child's last line is no figures: ${line === '' ? '(nothing)' : line}`)
}

function requireNumber(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = fields.get(name)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Error(`The figures have no number ${name}: ${String(value)}`)
}

function requireText(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name)
  if (typeof value === 'string') return value
  throw new Error(`The figures have no text ${name}: ${String(value)}`)
}
