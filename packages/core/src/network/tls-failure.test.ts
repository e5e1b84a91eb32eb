import { describe, expect, it } from 'vitest'
import { tlsFailure } from './tls-failure.ts'

function error(code: string, message: string = code): Error {
  return Object.assign(new Error(message), { code })
}

describe('tlsFailure', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'signed by no authority that is trusted here'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'signed by no authority that is trusted here'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'it speaks no TLS: is it a plaintext listener?'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'no TLS version that is allowed here'],
    [
      'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      'there is no cipher in common, or it wants a client',
    ],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'there is no cipher in common, or it wants a client'],
    ['INVALID_PURPOSE', 'not one for servers'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'it wants a client certificate'],
  ])('says what %s means, and that it does not go away by itself', (code, words) => {
    const failure = tlsFailure(error(code))

    expect(failure.reason).toContain(words)
    expect(failure.code).toBe('TLS_FAILED')
  })

  it('repeats what Node says about a host name that does not match', () => {
    const failure = tlsFailure(
      error('ERR_TLS_CERT_ALTNAME_INVALID', "Host: a. is not in the cert's altnames: DNS:b"),
    )

    expect(failure.reason).toBe(
      "its certificate is for another host name (Host: a. is not in the cert's altnames: DNS:b)",
    )
  })

  it('repeats an error that it does not know, on one line and cut', () => {
    const failure = tlsFailure(error('ERR_SSL_NEW', `x\r\n\u001b[31m${'y'.repeat(1_000)}`))

    expect(failure.reason).toMatch(/^TLS failed \(x\\u000d\\u000a\\u001b\[31my+…\)$/)
    expect(failure.reason.length).toBeLessThan(400)
  })

  it('prefers the reason of OpenSSL to its message, which names source files', () => {
    const failure = tlsFailure(
      Object.assign(error('ERR_SSL_NEW', '40AD:error:0A00:ssl/rec.c:918:'), {
        reason: 'bad thing',
      }),
    )

    expect(failure.reason).toBe('TLS failed (bad thing)')
  })

  it('blames nobody for a handshake that just ended, because a broker that goes down does that too', () => {
    const ended = { code: 'BROKERS_UNREACHABLE' }

    expect(tlsFailure(null)).toMatchObject(ended)
    expect(tlsFailure(error('ECONNRESET'))).toMatchObject(ended)
    expect(tlsFailure(null).reason).toContain('is it a plaintext listener?')
  })
})
