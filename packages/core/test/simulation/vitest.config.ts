import { defineProject } from 'vitest/config'

// A project of its own: it takes every core for a minute, which is too long for whoever changes one function.
export default defineProject({
  test: { name: 'simulation', include: ['*.test.ts'] },
})
