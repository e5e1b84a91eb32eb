import { defineConfig } from 'vitest/config'

// One project per package, so that a failing test names the package it belongs to. `apps/demo` and `packages/nestjs`
// carry their own config for decorators.
export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'bench/vitest.config.ts'],
  },
})
