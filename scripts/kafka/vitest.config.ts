import { defineProject } from 'vitest/config'

export default defineProject({
  test: { name: 'apache-kafka', include: ['src/**/*.test.ts'] },
})
