import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { createServer as createTlsServer, type TlsOptions as ServerOptions } from 'node:tls'
import { startKafka } from '@headwater/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testAuthority, testIdentity } from '../../test/certificates/test-certificate.ts'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import { silentLogger } from '../diagnostics/silent-logger.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { createSystemClock } from '../time/system-clock.ts'
import { BrokerPool } from './broker-pool.ts'
import type { TlsOptions } from './network-options.ts'
import { createNodeSocketFactory } from './node-socket-factory.ts'

// Real sockets, because the words depend on what Node and OpenSSL really say.

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function serveTls(options: ServerOptions): Promise<number> {
  const server = createTlsServer(options, (socket) => socket.on('error', () => undefined))
  server.on('tlsClientError', () => undefined)
  return listen(server)
}

/** What a pool says about that port; every name is on this machine. */
async function failureOf(port: number, ssl: false | TlsOptions, host = 'localhost') {
  const pool = new BrokerPool({
    options: {
      brokers: [{ host, port }],
      metadataRecoveryStrategy: 'rebootstrap',
      clientId: 'tests',
      ssl,
      connectTimeoutMs: 10_000,
      requestTimeoutMs: 10_000,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1_000,
      connectionsMaxIdleMs: 540_000,
      maxResponseSizeBytes: 16_777_216,
    },
    clock: createSystemClock(),
    events: new NetworkEvents('test'),
    random: { next: () => 0.5 },
    socketFactory: createNodeSocketFactory(ssl),
    resolver: { resolve: async () => ['127.0.0.1'] },
    logger: silentLogger,
    listener: { onConnectionReady() {}, onConnectionClosed() {} },
  })
  onTestFinished(() => pool.close())
  return pool.anyConnection().then(
    () => 'connected',
    (error: ProducerError) => error,
  )
}

const TRUSTING: TlsOptions = { ca: testAuthority() }

describe('TLS (S76)', () => {
  it('connects to a broker whose certificate is in order', async () => {
    const kafka = await startKafka({ tls: testIdentity('broker') })
    onTestFinished(() => kafka.stop())
    const port = Number(kafka.brokers[0]?.split(':')[1])

    expect(await failureOf(port, TRUSTING, 'broker.test')).toBe('connected')
    expect(await failureOf(port, TRUSTING, '127.0.0.1')).toBe('connected')
  })

  it.each([
    [
      'an unknown authority',
      'broker',
      {},
      'localhost',
      'signed by no authority that is trusted here',
    ],
    [
      'a certificate that signed itself',
      'self-signed',
      TRUSTING,
      'localhost',
      'signed by no authority that is trusted here',
    ],
    ['an expired certificate', 'expired', TRUSTING, 'localhost', 'its certificate has expired'],
    [
      'another host name',
      'broker',
      TRUSTING,
      'evil.test',
      'its certificate is for another host name',
    ],
    [
      'a certificate that is not for servers',
      'client',
      TRUSTING,
      'localhost',
      'its certificate is not one for servers',
    ],
  ] as const)('refuses %s and sends nothing', async (_, identity, ssl, host, words) => {
    let bytes = 0
    const server = createTlsServer(testIdentity(identity), (socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (chunk) => {
        bytes += chunk.length
      })
    })
    server.on('tlsClientError', () => undefined)
    const port = await listen(server)

    const failure = await failureOf(port, ssl, host)

    expect(failure).toMatchObject({ code: 'TLS_FAILED', retriable: false, persisted: 'no' })
    expect(failure).toHaveProperty('message', expect.stringContaining(words))
    expect(failure).toHaveProperty('message', expect.stringContaining(`${host}:${port}`))
    expect(bytes).toBe(0)
  })

  it('speaks nothing below TLS 1.2', async () => {
    const port = await serveTls({
      ...testIdentity('broker'),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })

    const failure = await failureOf(port, { ...TRUSTING, ciphers: 'DEFAULT@SECLEVEL=0' })

    expect(failure).toMatchObject({ code: 'TLS_FAILED', retriable: false })
    expect(failure).toHaveProperty(
      'message',
      expect.stringContaining('it speaks no TLS version that is allowed here (1.2 or newer)'),
    )
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'names the client certificate that a listener asks for (%s)',
    async (version) => {
      const port = await serveTls({
        ...testIdentity('broker'),
        ca: testAuthority(),
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: version,
        maxVersion: version,
      })

      const without = await failureOf(port, TRUSTING)

      expect(without).toBeInstanceOf(ProducerError)
      expect(without).toHaveProperty('message', expect.stringMatching(/wants a client certificate/))
    },
  )
})

describe('the wrong kind of listener (S78)', () => {
  it('names a plaintext broker that is spoken to in TLS', async () => {
    const kafka = await startKafka()
    onTestFinished(() => kafka.stop())

    const failure = await failureOf(Number(kafka.brokers[0]?.split(':')[1]), TRUSTING)

    expect(failure).toHaveProperty(
      'message',
      expect.stringContaining('it speaks no TLS: is it a plaintext listener?'),
    )
  })

  it('names a plaintext server that answers in its own protocol', async () => {
    const port = await listen(createHttpServer((_, response) => response.end()))

    const failure = await failureOf(port, TRUSTING)

    expect(failure).toMatchObject({ code: 'TLS_FAILED', retriable: false })
    expect(failure).toHaveProperty(
      'message',
      expect.stringContaining('it speaks no TLS: is it a plaintext listener?'),
    )
  })

  it('names a TLS listener that is spoken to in plaintext', async () => {
    const port = await serveTls(testIdentity('broker'))

    const failure = await failureOf(port, false)

    expect(failure).toHaveProperty(
      'message',
      expect.stringMatching(/looks like a TLS listener: set `ssl`|a TLS or SASL listener\?/),
    )
  })

  it('names an HTTP server', async () => {
    const port = await listen(createHttpServer((_, response) => response.end()))

    const failure = await failureOf(port, false)

    expect(failure).toMatchObject({ code: 'BROKERS_UNREACHABLE', retriable: false })
    expect(failure).toHaveProperty(
      'message',
      expect.stringContaining('an HTTP server, not a Kafka broker'),
    )
  })

  it('names a server that just closes', async () => {
    const port = await listen(createServer((socket) => socket.destroy()))

    const failure = await failureOf(port, false)

    expect(failure).toHaveProperty(
      'message',
      expect.stringContaining('closed the connection before answering; a TLS or SASL listener?'),
    )
  })
})
