import { defineConfig } from 'vitest/config'

// `npm run test:browser`: the built demo in Chromium. Not part of `npm test`, which needs no browser.
export default defineConfig({
  test: {
    name: 'browser',
    include: ['apps/demo/test/browser/*.browser.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
