import { FAULT_CATALOGUE } from './fault-catalogue.ts'
import type { SeedResult } from './seed-result.ts'
import { SEED_TRAITS } from './seed-traits.ts'
import { CALLERS_FAULTS } from './simulate-seed.ts'

/** A kind of fault over all seeds. */
export interface KindRow {
  readonly kind: string
  readonly fired: number
  /** The share of the seeds in which it fired. */
  readonly share: number
}

/** What a seed can be, over all seeds. */
export interface TraitRow {
  readonly trait: string
  readonly share: number
}

/** Every kind that there is, those that never fired included, in the order of the catalogue. */
export function kindRows(results: readonly SeedResult[]): readonly KindRow[] {
  const kinds = [
    ...FAULT_CATALOGUE.map(({ name }) => name),
    'codec failed',
    ...CALLERS_FAULTS.map(([name]) => name),
  ]
  return kinds.map((kind) => {
    const counts = results.map(({ faults }) => faults.get(kind) ?? 0)
    const seeds = counts.filter((count) => count > 0).length
    return { kind, fired: sumOf(counts), share: seeds / Math.max(results.length, 1) }
  })
}

/** The faults as a table of text. */
export function faultTable(rows: readonly KindRow[]): string {
  return tableOf([
    ['fault', 'fired', 'in seeds'],
    ...rows.map(({ kind, fired, share }) => [kind, String(fired), percent(share)]),
  ])
}

/** What seeds were beside their faults, with the share of the seeds that were it; also what none was. */
export function traitRows(results: readonly SeedResult[]): readonly TraitRow[] {
  return SEED_TRAITS.map((trait) => {
    const seeds = results.filter(({ traits }) => traits.includes(trait)).length
    return { trait, share: seeds / Math.max(results.length, 1) }
  })
}

/** The traits as a table of text. */
export function traitTable(rows: readonly TraitRow[]): string {
  return tableOf([
    ['trait', 'in seeds'],
    ...rows.map(({ trait, share }) => [trait, percent(share)]),
  ])
}

/** What a run comes down to. */
export function summaryLine(results: readonly SeedResult[]): string {
  const rows = kindRows(results)
  const broken = results.filter(({ violations }) => violations.length > 0)
  const violations = sumOf(broken.map((result) => result.violations.length))
  const failed = broken.map(({ seed }) => seed).join(', ')
  return [
    `${results.length} seeds`,
    `${sumOf(results.map(({ records }) => records))} records`,
    `${sumOf(results.map(({ acknowledged }) => acknowledged))} acknowledged`,
    `${sumOf(rows.map(({ fired }) => fired))} faults of ${rows.filter(({ fired }) => fired > 0).length} kinds`,
    `${violations} violations${failed === '' ? '' : ` in seeds ${failed}`}`,
  ].join(', ')
}

/** The first column to the left, the others to the right. */
function tableOf(lines: readonly (readonly string[])[]): string {
  const width = Math.max(...lines.map(([first = '']) => first.length))
  return lines
    .map(([first = '', ...others]) =>
      [first.padEnd(width), ...others.map((other) => other.padStart(8))].join(' '),
    )
    .join('\n')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
