import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const SOURCES = new URL('../src/', import.meta.url)
/** What is said above debug, wherever a logger is told: its first argument, or the name of a constant that has it. */
const TOLD = /(?:logger|failures)\.(?:warn|error|info)\(\s*(?:'([^']+)'|([A-Z_]+))/g

function sentences(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const source = readFileSync(new URL(file, SOURCES), 'utf8')
      return [...source.matchAll(TOLD)].map(([, sentence, constant]) => {
        const definition = new RegExp(`const ${constant} = '([^']+)'`).exec(source)
        return sentence ?? definition?.[1] ?? `${constant} of ${file}`
      })
    })
}

it('the guide lists every sentence of the log above debug, and no other', () => {
  const guide = readFileSync(
    new URL('../../../docs/guides/observability.md', import.meta.url),
    'utf8',
  )
  const rows = [...guide.matchAll(/^\| (?:warn|error|info) +\| (.*?) +\|/gm)]
  const listed = rows.flatMap(([, cell]) => [...(cell ?? '').matchAll(/`([^`]+)`/g)])

  const told = [...new Set(sentences())]
  expect(told.length).toBeGreaterThan(8)
  expect(listed.map(([, sentence]) => sentence).toSorted()).toEqual(told.toSorted())
})
