import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { NUMBER_LIMITS } from '../src/producer/number-options.ts'
import { KAFKA_KEYS, OPTIONS_NOT_SUPPORTED_YET } from '../src/producer/option-names.ts'
import { DEFAULT_PRODUCER_OPTIONS } from '../src/producer/producer-options.ts'

const OPTION_FILES = ['connection', 'metadata', 'delivery', 'batching', 'partitioning', 'reporting']
const NAMES = Object.keys(KAFKA_KEYS)
const DEFAULTS: Readonly<Record<string, unknown>> = DEFAULT_PRODUCER_OPTIONS

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

/** The doc comment of every option, by its name, on one line. */
const DOCSTRINGS = new Map(
  OPTION_FILES.flatMap((file) =>
    [
      ...read(`../src/producer/${file}-options.ts`).matchAll(
        /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+readonly (\w+)\??:/g,
      ),
    ].map(([, comment = '', name = '']) => [name, comment.replace(/\s*\n\s*\*? */g, ' ').trim()]),
  ),
)

/** The facts below every heading of docs/options.md: default, range and Kafka key, by the option's name. */
const SECTIONS = new Map(
  [...read('../../../docs/options.md').matchAll(/^### `(\w+)`\n\n(.+)$/gm)].map(
    ([, name = '', facts = '']) => [name, facts.split(' · ')],
  ),
)

function asCode(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

describe('the documentation of the options', () => {
  it('has a docstring and a section for every option, and for nothing else', () => {
    expect([...DOCSTRINGS.keys()]).toEqual(NAMES)
    expect([...SECTIONS.keys()].toSorted()).toEqual(NAMES.toSorted())
  })

  it.each(Object.keys(DEFAULTS))('says the default of %s', (name) => {
    const code = asCode(DEFAULTS[name])

    expect(DOCSTRINGS.get(name)).toMatch(new RegExp(`@default ${code}(, or .*)?$`))
    expect(SECTIONS.get(name)?.[0]).toMatch(new RegExp(`^Default: \`${code}\`(, or .*)?$`))
  })

  it('says what stands in for a default that is no value', () => {
    for (const name of NAMES.filter((option) => !Object.hasOwn(DEFAULTS, option))) {
      if (name === 'brokers') continue
      expect(DOCSTRINGS.get(name)).toMatch(/@default \S/)
      expect(SECTIONS.get(name)?.[0]).toMatch(/^Default: \S/)
    }
    expect(SECTIONS.get('brokers')?.[0]).toBe('Required')
  })

  it.each(Object.entries(KAFKA_KEYS))('says the Kafka key of %s', (name, key) => {
    expect(SECTIONS.get(name)?.at(-1)).toBe(key === null ? 'no Kafka key' : `Kafka: \`${key}\``)
    expect(DOCSTRINGS.get(name)).toContain(key === null ? 'No Kafka key' : `\`${key}\``)
  })

  it.each(NUMBER_LIMITS)('says the unit and the least value of %s', (name, min) => {
    const [, range = ''] = SECTIONS.get(name) ?? []

    if (name.endsWith('Ms')) expect(range).toMatch(/^milliseconds, /)
    if (name.endsWith('Bytes')) expect(range).toMatch(/^bytes, /)
    // Some are at least as large as another option, which the rules of resolveNumbers are tested for.
    expect(range).toMatch(new RegExp(`(^|, )(${min.toLocaleString('en')}|\`.+\`) or more(,|$)`))
  })

  it('lists what is not supported yet', () => {
    const [, list = ''] = read('../../../docs/options.md').split('## Not supported yet')

    for (const name of Object.keys(OPTIONS_NOT_SUPPORTED_YET)) expect(list).toContain(`\`${name}\``)
  })
})
