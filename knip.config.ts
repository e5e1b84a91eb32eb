import type { KnipConfig } from 'knip'

const LANES = 'lanes/**/*.test.ts'
const MAIN = 'src/**/main.ts'

/** What nobody uses any more. An entry is what is started by name: by a script of package.json, a lane, a process of its own. */
const config: KnipConfig = {
  ignoreExportsUsedInFile: true,
  vitest: { config: ['vitest.config.ts', 'vitest.*.config.ts', 'test/**/vitest.config.ts'] },
  workspaces: {
    '.': {
      entry: ['scripts/*.{ts,mjs}', 'scripts/mutants/vitest-lane.ts'],
      project: ['scripts/*.{ts,mjs}', 'scripts/mutants/**/*.ts'],
      // Started by scripts/check-packages.ts.
      ignoreDependencies: ['@arethetypeswrong/cli', 'publint'],
      ignoreBinaries: ['kcat'],
    },
    'packages/core': { entry: [LANES, 'test/**/main.ts'] },
    'packages/testing': { entry: [LANES] },
    'apps/demo': { entry: [LANES, 'public/*.js', 'test/browser/*.browser.ts'] },
    bench: { entry: [MAIN] },
    reliability: { entry: [MAIN] },
    'scripts/kafka': { ignoreBinaries: ['java'] },
  },
}

export default config
