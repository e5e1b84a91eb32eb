import type { Figure } from './figure.ts'

const NAME_WIDTH = 52
const VALUE_WIDTH = 24

/** A check's figures, one a line; those that do not hold are marked. */
export function printCheck(title: string, figures: readonly Figure[]): string {
  const lines = figures.map(({ name, value, bar, holds }) => {
    const text = `  ${name.padEnd(NAME_WIDTH)} ${value.padEnd(VALUE_WIDTH)} ${bar ?? ''}`.trimEnd()
    return holds ? text : `${text}   <- DOES NOT HOLD`
  })
  return [title, ...lines, ''].join('\n')
}
