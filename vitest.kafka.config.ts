import { defineConfig } from 'vitest/config'

// Against one shared cluster, which `scripts/lane-kafka.ts` starts: one file after the other, and patience with Java.
export default defineConfig({
  test: {
    name: 'kafka',
    include: ['packages/*/lanes/kafka/**/*.test.ts', 'apps/*/lanes/kafka/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
