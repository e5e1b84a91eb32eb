import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Holds docs/scenarios.md against the titles of all tests, both ways: every number has its row, a row that says `tested` links
 * exactly the files whose titles carry its number, and any other row links none.
 *
 *   node scripts/check-scenarios.ts [--write]
 *
 * `--write` first writes the links, and `tested` where there are any; all else is for people to write.
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url))
const PAGE = join(ROOT, 'docs/scenarios.md')
const NUMBERS = [...numbered('S', 84), ...numbered('L', 34)]
const TESTS = '{packages,apps,bench,reliability,scripts}/**/*.test.ts'
const BUILT_OR_INSTALLED = ['**/node_modules/**', '**/dist/**']

/** `real Kafka: …` names the lane; `later: …` names the subject whose tests are to come. */
const STATE = /^(tested|(later|real Kafka): \S.*)$/

/** `| number | what goes wrong | what is expected | state | tests |`, with the spaces that align the columns. */
const ROW =
  /^\| (?<number>[SL]\d+) *\|(?<fault>[^|]*)\|(?<expected>[^|]*)\|(?<state>[^|]*)\|(?<links>[^|]*)\|$/

interface Row {
  readonly number: string
  readonly fault: string
  readonly expected: string
  readonly state: string
  readonly links: string
}

const tests = findTests()
if (process.argv.includes('--write')) writeLinks()
const rows = readRows()
const problems = [...unknownNumbers(), ...NUMBERS.flatMap(problemsOf)]
for (const problem of problems) console.error(`docs/scenarios.md: ${problem}`)
if (problems.length > 0) {
  console.error('`node scripts/check-scenarios.ts --write` writes the links anew')
  process.exitCode = 1
} else console.log(`Scenarios: ${summary()}`)

function numbered(letter: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `${letter}${index + 1}`)
}

/** Number → files of tests whose titles carry it, sorted. */
function findTests(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const file of globSync(TESTS, { cwd: ROOT, exclude: BUILT_OR_INSTALLED }).toSorted()) {
    for (const number of numbersIn(readFileSync(join(ROOT, file), 'utf8'))) {
      found.set(number, [...(found.get(number) ?? []), file])
    }
  }
  return found
}

/** Numbers within string literals: of titles, and of the names in a table that a title shows. Comments do not count. */
function numbersIn(source: string): Set<string> {
  const code = source.replaceAll(/^\s*(\/\/|\/\*|\*).*$/gm, '')
  const literals = code.match(/(['"`])(?:(?!\1)[^\\\n]|\\.)*\1/g) ?? []
  return new Set(literals.flatMap((literal) => literal.match(/\b[SL]\d{1,2}\b/g) ?? []))
}

function linksOf(number: string): string {
  const files = tests.get(number) ?? []
  return files.map((file) => `[${basename(file, '.test.ts')}](../${file})`).join(', ')
}

function readRows(): ReadonlyMap<string, readonly Row[]> {
  const lines = readFileSync(PAGE, 'utf8').split('\n')
  return Map.groupBy(lines.flatMap(toRow), ({ number }) => number)
}

function toRow(line: string): Row[] {
  const groups = ROW.exec(line)?.groups
  if (groups === undefined) return []
  const { number = '', fault = '', expected = '', state = '', links = '' } = groups
  return [
    {
      number,
      fault: fault.trim(),
      expected: expected.trim(),
      state: state.trim(),
      links: links.trim(),
    },
  ]
}

function writeLinks(): void {
  const lines = readFileSync(PAGE, 'utf8').split('\n')
  const written = lines.map((line) => {
    const [row] = toRow(line)
    if (row === undefined) return line
    const { number, fault, expected } = row
    const state = tests.has(number) ? 'tested' : row.state
    return `| ${number} | ${fault} | ${expected} | ${state} | ${linksOf(number)} |`
  })
  writeFileSync(PAGE, written.join('\n'))
}

function unknownNumbers(): string[] {
  const named = new Set([...tests.keys(), ...rows.keys()])
  const unknown = [...named].filter((number) => !NUMBERS.includes(number))
  return unknown.map((number) => `there is no ${number}`)
}

function problemsOf(number: string): string[] {
  const [row, ...others] = rows.get(number) ?? []
  if (row === undefined) return [`${number} has no row`]
  if (others.length > 0) return [`${number} has ${others.length + 1} rows`]
  const problems: string[] = []
  if (row.fault === '' || row.expected === '') problems.push(`${number} says too little`)
  if (!STATE.test(row.state)) problems.push(`${number} has the state ${JSON.stringify(row.state)}`)
  if (row.links !== linksOf(number)) {
    problems.push(`${number} links ${row.links || 'nothing'}, not ${linksOf(number) || 'nothing'}`)
  }
  if ((row.state === 'tested') !== tests.has(number)) {
    const titles = tests.has(number) ? 'titles carry it' : 'no title carries it'
    problems.push(`${number} is ${JSON.stringify(row.state)}, and ${titles}`)
  }
  return problems
}

function summary(): string {
  const states = [...rows.values()].flat().map(({ state }) => state.replace(/:.*/, ''))
  const counts = Map.groupBy(states, (state) => state)
  return [...counts].map(([state, { length }]) => `${length} ${state}`).join(', ')
}
