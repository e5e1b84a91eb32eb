import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

const SOURCE = read('../src/errors/producer-error.ts')
const DOCUMENT = read('../../../docs/errors.md')

/** The members of the union type; it has no form at run time. */
const CODES = [
  ...(SOURCE.split('export type ProducerErrorCode =')[1]?.split('\n\n')[0] ?? '').matchAll(
    /'(\w+)'/g,
  ),
].map(([, code]) => code)

describe('the documentation of the errors', () => {
  it('has a section for every code, and for nothing else', () => {
    const sections = [...DOCUMENT.matchAll(/^### `(\w+)`$/gm)].map(([, code]) => code)

    expect(CODES.length).toBeGreaterThan(20)
    expect(sections.toSorted()).toEqual(CODES.toSorted())
  })

  it('has a row for every code, in the order of the code', () => {
    const rows = [
      ...DOCUMENT.matchAll(/^\| \[`(\w+)`\]\(#(\w+)\) \| (no|possibly|no or possibly) \|/gm),
    ]

    expect(rows.map(([, code]) => code)).toEqual(CODES)
    for (const [, code, anchor] of rows) expect(anchor).toBe(code?.toLowerCase())
  })

  it('documents every field of the error', () => {
    const fields = [...SOURCE.matchAll(/^ {2}readonly (\w+): /gm)].map(([, field]) => field)

    expect(fields).toContain('persisted')
    for (const field of fields) expect(DOCUMENT).toMatch(new RegExp(`^\\| .*\`${field}\``, 'm'))
  })
})
