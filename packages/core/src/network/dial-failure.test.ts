import { inspect } from 'node:util'
import { ProtocolError } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import type { ChannelClosure } from './channel-closure.ts'
import {
  type DialPhase,
  dialFailure,
  localFailure,
  refusedFailure,
  tlsOptionsFailure,
} from './dial-failure.ts'

const TARGET = { host: 'kafka.test', address: '10.0.0.1', port: 9092 }

function lost(code?: string): ChannelClosure {
  const error = code === undefined ? null : Object.assign(new Error(code), { code })
  return { kind: 'lost', error, waiting: 0, answered: 0 }
}

function badLength(head: Buffer): ChannelClosure {
  const error = new ProtocolError('MALFORMED', 'Frame announced', { lengthBytes: head })
  return { kind: 'malformed', error }
}

const CASES: readonly [
  what: string,
  phase: DialPhase,
  speaksTls: boolean,
  closure: ChannelClosure,
  words: string,
  code: string,
  retriable: boolean,
][] = [
  [
    'nobody listening',
    'connect',
    false,
    lost('ECONNREFUSED'),
    'refused the connection (ECONNREFUSED)',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'nobody listening, with TLS',
    'connect',
    true,
    lost('ECONNREFUSED'),
    'refused the connection (ECONNREFUSED)',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'too many open files (S68)',
    'connect',
    false,
    lost('EMFILE'),
    'this process has too many files open (EMFILE)',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'a black hole',
    'connect',
    false,
    { kind: 'timeout', api: '', timeoutMs: 700 },
    'did not accept the connection within 700 ms',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'a TLS black hole',
    'connect',
    true,
    { kind: 'timeout', api: '', timeoutMs: 700 },
    'did not accept the connection and finish the TLS handshake within 700 ms',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'a mute peer',
    'negotiate',
    false,
    { kind: 'timeout', api: '', timeoutMs: 700 },
    'did not answer ApiVersions within 700 ms',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'a peer that closes at once (S78)',
    'negotiate',
    false,
    lost(),
    'closed the connection before answering; a TLS or SASL listener?',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'a peer that resets at once',
    'negotiate',
    false,
    lost('ECONNRESET'),
    'closed the connection before answering; a TLS or SASL listener?',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'a TLS peer that closes after the handshake',
    'negotiate',
    true,
    lost(),
    'closed the connection before answering',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'a TLS peer that wants a certificate',
    'negotiate',
    true,
    lost('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
    'it wants a client certificate that it trusts (`ssl.cert` and `ssl.key`)',
    'TLS_FAILED',
    false,
  ],
  [
    'a TLS alert to plaintext (S78)',
    'negotiate',
    false,
    badLength(Buffer.from([0x15, 3, 1, 0])),
    'looks like a TLS listener: set `ssl`',
    'TLS_FAILED',
    false,
  ],
  [
    'a web server (S78)',
    'negotiate',
    false,
    badLength(Buffer.from('HTTP')),
    'an HTTP server, not a Kafka broker',
    'BROKERS_UNREACHABLE',
    false,
  ],
  [
    'a web server behind TLS',
    'negotiate',
    true,
    badLength(Buffer.from('HTTP')),
    'an HTTP server, not a Kafka broker',
    'BROKERS_UNREACHABLE',
    false,
  ],
  [
    'another server',
    'negotiate',
    false,
    badLength(Buffer.from('SSH-')),
    'speaks no Kafka protocol (Frame announced)',
    'BROKERS_UNREACHABLE',
    true,
  ],
  [
    'our own end',
    'connect',
    false,
    { kind: 'local', reason: 'the producer is closing' },
    'the producer is closing',
    'BROKERS_UNREACHABLE',
    true,
  ],
]

describe('dialFailure', () => {
  it.each(CASES)('names %s', (_, phase, speaksTls, closure, words, code, retriable) => {
    const failure = dialFailure(TARGET, phase, speaksTls, closure)

    expect(failure).toMatchObject({
      where: 'kafka.test:9092 (10.0.0.1)',
      reason: words,
      code,
      retriable,
    })
  })

  it('remembers a peer that closed on the question for its versions, whatever closed it', () => {
    expect(dialFailure(TARGET, 'negotiate', false, lost()).closedBeforeAnswer).toBe(true)
    expect(dialFailure(TARGET, 'negotiate', true, lost('ECONNRESET')).closedBeforeAnswer).toBe(true)
    expect(dialFailure(TARGET, 'connect', false, lost()).closedBeforeAnswer).toBe(false)
  })

  it('names an address once when it was configured as one', () => {
    const target = { host: '::1', address: '::1', port: 9092 }

    expect(dialFailure(target, 'connect', false, lost('ECONNREFUSED')).where).toBe('[::1]:9092')
  })
})

describe('localFailure', () => {
  it('says that a name cannot be resolved', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })

    expect(localFailure(TARGET, error)).toMatchObject({
      where: 'kafka.test:9092',
      reason: 'the name cannot be resolved (ENOTFOUND)',
      retriable: true,
    })
  })

  it('repeats what a resolver of the user has thrown, on one line', () => {
    const failure = localFailure(TARGET, 'no\nsuch service')

    expect(failure.reason).toBe('no\\u000asuch service')
  })
})

describe('tlsOptionsFailure', () => {
  it('repeats nothing of what Node says, which may quote a passphrase (S83)', () => {
    const error = Object.assign(new Error('bad passphrase "hunter2"'), { code: 'ERR_OSSL_BAD' })
    const failure = tlsOptionsFailure(TARGET, error)

    expect(failure.reason).toBe('no TLS socket can be made with these options (ERR_OSSL_BAD)')
    expect(inspect(failure)).not.toContain('hunter2')
  })
})

describe('refusedFailure', () => {
  it('is about versions only when the broker says so', () => {
    expect(refusedFailure(TARGET, 'UNSUPPORTED_VERSION').code).toBe('UNSUPPORTED_VERSION')
    expect(refusedFailure(TARGET, 'CLUSTER_AUTHORIZATION_FAILED').code).toBe('BROKER_REJECTED')
  })
})
