import { defineProject } from 'vitest/config'

// Test files lie outside the tsconfig's include, so the decorator transform is switched on here as well.
export default defineProject({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    name: 'demo',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Tests start processes, which takes seconds while the other packages' tests have both cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
