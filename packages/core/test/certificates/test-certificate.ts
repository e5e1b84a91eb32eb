import { readFileSync } from 'node:fs'

/** A key and certificate for tests; the README beside them says what each is good for. */
export function testIdentity(name: 'broker' | 'expired' | 'self-signed' | 'client'): {
  key: string
  cert: string
} {
  return { key: read(`test-only-${name}.key`), cert: read(`test-only-${name}.crt`) }
}

/** The authority that signed them. */
export function testAuthority(): string {
  return read('test-only-authority.crt')
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}
