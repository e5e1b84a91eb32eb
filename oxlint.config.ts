import { defineConfig } from 'oxlint'

/** The rows of packages/core/src, top to bottom: a folder may import its own row and those above it. */
const CORE_ROWS = [
  ['record', 'errors', 'time', 'metrics', 'diagnostics'],
  ['serialization', 'partitioning', 'retry', 'record-format', 'compression'],
  ['network', 'metadata'],
  ['idempotence', 'transactions'],
  ['accumulator'],
  ['sender'],
  ['producer'],
  ['kafkajs', 'testing'],
]

/** What of ours each package may import; core's rules are the rows above. */
const PACKAGE_RULES = [
  { source: 'packages/protocol', allowed: [] },
  { source: 'packages/testing', allowed: ['@headwater/protocol'] },
  { source: 'packages/express', allowed: ['@headwater/core'] },
  { source: 'packages/nestjs', allowed: ['@headwater/core'] },
]

const TESTS = ['**/*.test.ts', '**/test/**', '**/lanes/**', '**/conformance/**']

interface ImportPattern {
  readonly message: string
  readonly group: string[]
}

/** Our packages that are not in the list, and the sub-paths of those that are. */
function foreignPackages(allowed: readonly string[]): ImportPattern {
  const names = allowed.length > 0 ? allowed.join(' and ') : 'none'
  return {
    group: ['@headwater/*', ...allowed.map((name) => `!${name}`), '@headwater/*/**'],
    message: `Of our packages this folder may import ${names}.`,
  }
}

const KAFKAJS: ImportPattern = {
  group: ['kafkajs', 'kafkajs/**'],
  message: 'Only src/kafkajs/ may import kafkajs.',
}

function restrictImports(
  patterns: ImportPattern[],
): Record<string, ['error', { patterns: ImportPattern[] }]> {
  return { 'no-restricted-imports': ['error', { patterns }] }
}

const coreLayers = CORE_ROWS.flatMap((row, index) => {
  const later = CORE_ROWS.slice(index + 1).flat()
  const patterns = [
    foreignPackages(['@headwater/protocol']),
    ...(later.length > 0
      ? [
          {
            group: later.map((folder) => `../**/${folder}/**`),
            message: 'This folder comes earlier in the flow.',
          },
        ]
      : []),
  ]
  return row.map((folder) => ({
    files: [`packages/core/src/${folder}/**`],
    rules: restrictImports(folder === 'kafkajs' ? patterns : [...patterns, KAFKAJS]),
  }))
})

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'node', 'vitest'],
  categories: { correctness: 'error' },
  ignorePatterns: ['**/dist/**', '**/bundle/**'],
  rules: {
    'max-lines': ['error', { max: 350 }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'import/no-default-export': 'error',
    'import/no-cycle': 'error',
    'typescript/no-explicit-any': 'error',
    // Express is extended by declaring into its global namespace; there is no other way.
    'typescript/no-namespace': ['error', { allowDeclarations: true }],
    'typescript/parameter-properties': 'error',
    // It takes the copy that a loop makes of what it is about to change for a mistake, and sparse arrays too.
    'unicorn/no-useless-spread': 'off',
    'unicorn/no-new-array': 'off',
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
    // These do not know expectations in helpers that a test calls, and want types where the mock has them already.
    'vitest/expect-expect': 'off',
    'vitest/no-conditional-expect': 'off',
    'vitest/no-standalone-expect': 'off',
    'vitest/require-mock-type-parameters': 'off',
    'vitest/require-to-throw-message': 'off',
  },
  overrides: [
    ...PACKAGE_RULES.map(({ source, allowed }) => ({
      files: [`${source}/**`],
      rules: restrictImports([foreignPackages(allowed), KAFKAJS]),
    })),
    {
      files: ['packages/core/src/*.ts'],
      rules: restrictImports([foreignPackages(['@headwater/protocol']), KAFKAJS]),
    },
    ...coreLayers,
    {
      files: ['*.config.ts', '**/*.config.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
    {
      files: TESTS,
      rules: {
        'max-lines-per-function': 'off',
        'no-restricted-imports': 'off',
      },
    },
    {
      files: ['packages/testing/**/*.test.ts', 'packages/testing/{test,lanes,conformance}/**'],
      rules: restrictImports([foreignPackages(['@headwater/protocol'])]),
    },
  ],
})
