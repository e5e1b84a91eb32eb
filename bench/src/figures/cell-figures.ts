import { FIGURE_NAMES, type FigureName } from './figure-name.ts'

/** What one run of one client in one scenario has measured, with the versions that only that process knows. */
export interface CellFigures {
  readonly clientVersion: string
  /** For example `Node.js 24.21.0` or `Java 17.0.15`. */
  readonly runtime: string
  /** Every record that the client said was stored, measured or not: the broker is asked whether they are. */
  readonly acknowledged: number
  readonly values: Readonly<Partial<Record<FigureName, number>>>
  /** What the process kept in memory over the run, in even steps; only where memory is the question. */
  readonly rssSeriesMebibytes?: readonly number[] | undefined
}

/**
 * Reads the figures from what a child has printed: its last line. What comes before is talk of the client's libraries.
 *
 * @throws {Error} that names the line or the field when the last line is not figures
 */
export function parseCellFigures(output: string): CellFigures {
  const lastLine = output.trimEnd().split('\n').at(-1) ?? ''
  const fields = fieldsOf(parseJson(lastLine), lastLine)
  const values = fieldsOf(fields.get('values'), lastLine)
  return {
    clientVersion: requireText(fields, 'clientVersion'),
    runtime: requireText(fields, 'runtime'),
    acknowledged: requireNumber(fields, 'acknowledged'),
    values: Object.fromEntries(
      [...values.keys()].map((name) => [requireFigureName(name), requireNumber(values, name)]),
    ),
    ...(fields.has('rssSeriesMebibytes')
      ? { rssSeriesMebibytes: requireNumbers(fields, 'rssSeriesMebibytes') }
      : {}),
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined // Not JSON: the same answer as for JSON that is no object.
  }
}

function fieldsOf(value: unknown, line: string): ReadonlyMap<string, unknown> {
  if (typeof value === 'object' && value !== null) return new Map(Object.entries(value))
  throw new Error(`The child's last line is no figures: ${line === '' ? '(nothing)' : line}`)
}

function requireFigureName(name: string): FigureName {
  const known = FIGURE_NAMES.find((candidate) => candidate === name)
  if (known === undefined) throw new Error(`There is no figure ${name}`)
  return known
}

function requireNumber(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = fields.get(name)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Error(`The figures have no number ${name}: ${String(value)}`)
}

function requireNumbers(fields: ReadonlyMap<string, unknown>, name: string): readonly number[] {
  const list = fields.get(name)
  if (Array.isArray(list) && list.every((value) => typeof value === 'number')) return list
  throw new Error(`The figures have no numbers ${name}: ${String(list)}`)
}

function requireText(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name)
  if (typeof value === 'string') return value
  throw new Error(`The figures have no text ${name}: ${String(value)}`)
}
