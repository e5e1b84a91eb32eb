import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { resolveTlsOptions } from './resolve-tls-options.ts'

describe('resolveTlsOptions', () => {
  it('takes true for TLS without further options, and false for none', () => {
    expect(resolveTlsOptions(true)).toEqual({})
    expect(resolveTlsOptions(false)).toBe(false)
  })

  it('copies what it takes', () => {
    const ssl = { servername: 'kafka.example', minVersion: 'TLSv1.3', ca: undefined }

    const resolved = resolveTlsOptions(ssl)

    expect(resolved).toEqual({ servername: 'kafka.example', minVersion: 'TLSv1.3' })
    expect(Object.isFrozen(resolved)).toBe(true)
    expect(Object.isFrozen(ssl)).toBe(false)
  })

  it.each([
    ['yes', 'Option ssl takes true, false or an object, not text'],
    [null, 'Option ssl takes true, false or an object, not null'],
    [[], 'Option ssl takes true, false or an object, not an array of 0'],
    [{ serverName: 'x' }, 'Option ssl."serverName" is not known; did you mean ssl.servername?'],
    [
      { rejectUnauthorized: false },
      'Option ssl.rejectUnauthorized is not taken: certificates are always verified; ssl.ca adds your own authority',
    ],
    [
      { minVersion: 'TLSv1.1' },
      'Option ssl.minVersion is "TLSv1.1"; it takes "TLSv1.2" or "TLSv1.3"',
    ],
    [{ servername: 5 }, 'Option ssl.servername is 5; it takes a string'],
    [
      { checkServerIdentity: false },
      'Option ssl.checkServerIdentity is false; it takes a function',
    ],
  ])('refuses %o', (ssl, message) => {
    expect(() => resolveTlsOptions(ssl)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    )
  })

  it.each([
    [{ key: 'canary' }],
    [{ cert: 'canary' }],
    [{ pfx: Buffer.from('canary'), passphrase: 'canary' }],
    [{ key: 'canary', passphrase: 31337 }],
    [{ passphrase: { secret: 'canary' }, key: 'canary' }],
    [{ key: [{ pem: 'canary', passphrase: 31337 }] }],
    [{ ciphers: 'canary' }],
    [{ ca: 31337 }],
    ['canary'],
  ])('refuses what Node cannot use and shows none of it (S83): %#', (ssl) => {
    let thrown: unknown
    try {
      resolveTlsOptions(ssl)
    } catch (error) {
      thrown = error
    }

    expect(thrown).toMatchObject({ code: 'INVALID_OPTION' })
    // The stack is left out: it quotes this file.
    const { stack: _stack, ...shown } = Object.getOwnPropertyDescriptors(thrown)
    expect(inspect(shown, { depth: 10, showHidden: true })).not.toMatch(/canary|31337/)
  })
})
