import { defineConfig } from 'vitest/config'

// Other people's programs against the embedded cluster.
export default defineConfig({
  test: {
    name: 'clients',
    include: ['packages/*/lanes/clients/**/*.test.ts'],
    globalSetup: ['scripts/require-kcat.ts'],
    testTimeout: 30_000,
  },
})
