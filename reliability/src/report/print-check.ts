import type { Figure } from './figure.ts'

const NAME_WIDTH = 52
const VALUE_WIDTH = 24
const BAR_WIDTH = 24

/** A check's figures, one a line; those with a bar say whether they hold. */
export function printCheck(name: string, title: string, figures: readonly Figure[]): string {
  const lines = figures.map(({ name: figure, value, bar, holds }) => {
    const measured = `  ${figure.padEnd(NAME_WIDTH)} ${value}`
    if (bar === undefined) return measured
    const width = NAME_WIDTH + VALUE_WIDTH + 3
    return `${measured.padEnd(width)} ${bar.padEnd(BAR_WIDTH)} ${holds ? 'holds' : 'DOES NOT HOLD'}`
  })
  return [`${name}: ${title}`, ...lines, ''].join('\n')
}
