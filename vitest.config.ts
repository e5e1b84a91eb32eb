import { defineConfig } from 'vitest/config'

// One project per package, so that a failing test names the package it belongs to. `apps/demo` and `packages/nestjs`
// carry their own config for decorators.
export default defineConfig({
  test: {
    projects: [
      'packages/*',
      'packages/core/test/simulation',
      'apps/*',
      'bench',
      'reliability',
      'scripts/kafka',
    ].map((folder) => `${folder}/vitest.config.ts`),
  },
})
