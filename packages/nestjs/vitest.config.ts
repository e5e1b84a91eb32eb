import { defineProject } from 'vitest/config'

// Test files lie outside the tsconfig's include, so the decorator transform is switched on here as well.
export default defineProject({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    name: 'nestjs',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
