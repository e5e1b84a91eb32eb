import { inspect } from 'node:util'
import { startKafka } from '@headwater/testing'
import { expect, it, onTestFinished } from 'vitest'
import type { Logger } from '../../src/diagnostics/logger.ts'
import { PRODUCER_CHANNELS } from '../../src/diagnostics/producer-channels.ts'
import { createProducer } from '../../src/producer/create-producer.ts'
import { testAuthority, testIdentity } from '../certificates/test-certificate.ts'

const PASSPHRASE = 'canary-41c7'

/** Whatever a tool that looks at everything would show. */
function seen(value: unknown): string {
  return inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  })
}

/** Keeps whatever the producer tells anybody. */
function listenToAll() {
  const told: string[] = []
  const note = (...given: unknown[]): void => {
    told.push(seen(given))
  }
  const { request, ...channels } = PRODUCER_CHANNELS
  for (const channel of Object.values(channels)) {
    channel.subscribe(note)
    onTestFinished(() => void channel.unsubscribe(note))
  }
  for (const channel of [request.start, request.end, request.asyncEnd, request.error]) {
    channel.subscribe(note)
    onTestFinished(() => void channel.unsubscribe(note))
  }
  const logger: Logger = { error: note, warn: note, info: note, debug: note }
  return { told, logger, note }
}

it('S83: a private key and its passphrase are in nothing that the producer tells or shows', async () => {
  const { key, cert } = testIdentity('client')
  const [, secret = ''] = key.split('\n')
  const trusting = { key, cert, passphrase: PASSPHRASE, ca: testAuthority() }
  const kafka = await startKafka({ tls: testIdentity('broker') })
  onTestFinished(() => kafka.stop())
  const { told, logger, note } = listenToAll()

  for (const ssl of [
    trusting,
    { ...trusting, ca: cert },
    { ...trusting, servername: 'evil.test' },
  ]) {
    const producer = createProducer({ brokers: kafka.brokers, ssl, logger, maxBlockMs: 300 })
    await producer.send({ topic: 't', value: '1' }).then(note, (error: Error) => {
      note(error, error.message, error.stack, JSON.stringify(error))
    })
    await producer.close({ timeoutMs: 100 })
    note(producer, String(producer), JSON.stringify(producer), producer.metrics())
  }

  expect(kafka.records('t')).toHaveLength(1)
  const all = told.join('\n')
  expect(all).toContain('TLS_FAILED')
  expect(all).toContain('ApiVersions')
  expect(secret.length).toBeGreaterThan(40)
  expect(all).not.toContain(secret)
  expect(all).not.toContain(PASSPHRASE)
})
