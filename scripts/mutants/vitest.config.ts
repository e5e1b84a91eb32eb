import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { chosenMutant } from './chosen-mutant.ts'
import { CORE_FOLDER } from './core-folder.ts'

const mutant = chosenMutant()

// Core's suites in two lanes, with the mutant in the code that the environment names. Each takes one thread: two such runs
// share the machine. The unit tests share their modules too, which takes a fifth of the time; tests of whole producers count
// what a producer leaves behind in the process, and want one for each file.
export default defineConfig({
  root: fileURLToPath(CORE_FOLDER),
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform: (source, id) => (id === mutant?.path ? mutant.change(source) : null),
    },
  ],
  test: {
    maxWorkers: 1,
    // It would give one mutant the modules of another.
    fsModuleCache: false,
    // A busy machine must not pass for a test that has seen something.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          // What takes milliseconds and has not ended by now waits for something that will not come.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'virtual',
          include: ['test/**/*.test.ts'],
          exclude: ['test/simulation/**', 'test/fuzz/**', 'test/*-documentation.test.ts'],
        },
      },
    ],
  },
})
