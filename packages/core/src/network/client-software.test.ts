import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CLIENT_SOFTWARE } from './client-software.ts'

it('tells brokers the version of the package', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')

  expect(CLIENT_SOFTWARE.version).toBe(JSON.parse(manifest).version)
})

it('has a name and version that brokers accept (KIP-511)', () => {
  const accepted = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

  expect(CLIENT_SOFTWARE.name).toMatch(accepted)
  expect(CLIENT_SOFTWARE.version).toMatch(accepted)
})
