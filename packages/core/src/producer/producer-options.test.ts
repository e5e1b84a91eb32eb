import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { consoleLogger } from '../diagnostics/console-logger.ts'
import type { Logger } from '../diagnostics/logger.ts'
import { silentLogger } from '../diagnostics/silent-logger.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { Murmur2Partitioner } from '../partitioning/murmur2-partitioner.ts'
import { createSystemClock } from '../time/system-clock.ts'
import { systemRandom } from '../time/system-random.ts'
import {
  DEFAULT_PRODUCER_OPTIONS,
  type ProducerOptions,
  resolveProducerOptions,
} from './producer-options.ts'

const brokers = ['localhost:9092']

describe('resolveProducerOptions', () => {
  it('needs nothing but brokers', () => {
    const { clock, logger, retryPolicy, random, ...resolved } = resolveProducerOptions({ brokers })

    expect(resolved).toEqual({
      brokers: [{ host: 'localhost', port: 9092 }],
      clientId: 'headwater',
      ssl: false,
      connectTimeoutMs: 10_000,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1_000,
      connectionsMaxIdleMs: 540_000,
      maxResponseSizeBytes: 16_777_216,
      metadataMaxAgeMs: 300_000,
      metadataMaxIdleMs: 300_000,
      topicMetadataPropagationMaxMs: 30_000,
      metadataRecoveryStrategy: 'rebootstrap',
      metadataRecoveryRebootstrapTriggerMs: 300_000,
      allowAutoTopicCreation: true,
      acks: -1,
      enableIdempotence: true,
      maxInFlightRequests: 5,
      deliveryTimeoutMs: 120_000,
      requestTimeoutMs: 30_000,
      maxBlockMs: 60_000,
      retryBackoffMs: 100,
      retryBackoffMaxMs: 1_000,
      lingerMs: 0,
      batchSizeBytes: 65_536,
      bufferMemoryBytes: 67_108_864,
      maxWaitingBytes: 67_108_864,
      maxRequestSizeBytes: 1_048_576,
      compression: null,
      partitioner: { custom: null, byKey: expect.any(Murmur2Partitioner) },
      adaptivePartitioning: true,
      availabilityTimeoutMs: 0,
      onError: null,
      onDelivery: null,
      socketFactory: null,
      resolver: null,
    })
    expect(logger).toBe(consoleLogger)
    expect(random).toBe(systemRandom)
    expect(clock.wallTime()).toBeGreaterThan(0)
    expect(retryPolicy.delayMs).toBeTypeOf('function')
  })

  it('gives a frozen object and leaves that of the caller as it was', () => {
    const options = Object.freeze({ brokers: Object.freeze(['a:1']), deliveryTimeoutMs: 1_000 })

    const resolved = resolveProducerOptions(options)

    expect(Object.isFrozen(resolved)).toBe(true)
    expect(options).toEqual({ brokers: ['a:1'], deliveryTimeoutMs: 1_000 })
    expect(Object.isFrozen(DEFAULT_PRODUCER_OPTIONS)).toBe(true)
  })

  it('takes undefined for left out, whatever the option', () => {
    const allUndefined = Object.fromEntries(
      Object.keys(DEFAULT_PRODUCER_OPTIONS).map((name) => [name, undefined]),
    )

    const {
      clock: _clock,
      retryPolicy: _policy,
      ...resolved
    } = resolveProducerOptions({
      brokers,
      ...allUndefined,
    })

    expect(resolveProducerOptions({ brokers })).toMatchObject(resolved)
  })

  it.each([
    [{}, 'INVALID_OPTION', /^Option brokers is undefined/],
    [{ brokers: [] }, 'INVALID_OPTION', /^Option brokers is an empty list/],
    [{ brokers, lingerMs: -1 }, 'INVALID_OPTION', /^Option lingerMs is -1;/],
    [{ brokers, lingerMs: null }, 'INVALID_OPTION', /^Option lingerMs is null;/],
    [{ brokers, linger: 5 }, 'INVALID_OPTION', /^Option "linger" is not known/],
    [{ brokers, acks: 2 }, 'INVALID_OPTION', /^Option acks is 2;/],
    [{ brokers, acks: '1' }, 'INVALID_OPTION', /^Option acks is "1";/],
    [{ brokers, clientId: 5 }, 'INVALID_OPTION', /^Option clientId is 5;/],
    [{ brokers, clientId: 'é'.repeat(16_384) }, 'INVALID_OPTION', /at most 32767 bytes$/],
    [{ brokers, ssl: 'on' }, 'INVALID_OPTION', /^Option ssl takes/],
    [{ brokers, partitioner: 'murmur2' }, 'INVALID_OPTION', /^Option partitioner is "murmur2"/],
    [{ brokers, compression: 'brotli' }, 'INVALID_OPTION', /^Option compression is "brotli"/],
    [{ brokers, logger: 'loud' }, 'INVALID_OPTION', /^Option logger is "loud"/],
    [{ brokers, logger: null }, 'INVALID_OPTION', /^Option logger is null/],
    [{ brokers, clock: {} }, 'INVALID_OPTION', /^Option clock is an object/],
    [{ brokers, retryPolicy: {} }, 'INVALID_OPTION', /^Option retryPolicy is an object/],
    [{ brokers, onError: true }, 'INVALID_OPTION', /^Option onError is true/],
    [{ brokers, allowAutoTopicCreation: 'no' }, 'INVALID_OPTION', /^Option allowAuto.* is "no"/],
    [{ brokers, transactionalId: 't' }, 'NOT_SUPPORTED_YET', /^Option transactionalId/],
    [{ brokers, interceptors: [] }, 'NOT_SUPPORTED_YET', /^Option interceptors/],
  ])('refuses %o', (options, code, message) => {
    expect(() => resolveProducerOptions(options)).toThrow(
      expect.objectContaining({
        name: 'ProducerError',
        code,
        retriable: false,
        persisted: 'no',
        message: expect.stringMatching(message),
      }),
    )
  })

  it('shows nothing of credentials that it does not take (S83)', () => {
    const sasl = { mechanism: 'plain', username: 'canary', password: 'canary' }

    for (const options of [
      { brokers, sasl },
      { brokers, password: 'canary' },
    ]) {
      expect(() => resolveProducerOptions(options)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('canary') }),
      )
    }
  })

  it.each([
    ['all', -1],
    [-1, -1],
    [1, 1],
    [0, 0],
  ])('takes acks %j as %i on the wire', (acks, onTheWire) => {
    expect(resolveProducerOptions({ brokers, acks }).acks).toBe(onTheWire)
  })
})

describe('enableIdempotence', () => {
  it.each([
    [{}, true],
    [{ acks: -1 }, true],
    [{ acks: 1 }, false],
    [{ acks: 0 }, false],
    [{ maxInFlightRequests: 1 }, true],
    [{ acks: 1, maxInFlightRequests: 6 }, false],
    [{ enableIdempotence: false }, false],
    [{ enableIdempotence: false, maxInFlightRequests: 100 }, false],
    [{ enableIdempotence: true, maxInFlightRequests: 5 }, true],
  ])('beside %o is %s', (options, enabled) => {
    expect(resolveProducerOptions({ brokers, ...options }).enableIdempotence).toBe(enabled)
  })

  it('is not given up unasked beside more requests in flight than it allows, as in Java', () => {
    const message = 'Option maxInFlightRequests is 6; with enableIdempotence it cannot be above 5'

    expect(() => resolveProducerOptions({ brokers, maxInFlightRequests: 6 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    )
  })

  it.each([
    [{ acks: 1 }, "Option acks is 1; with enableIdempotence it can only be 'all'"],
    [{ acks: 0 }, "Option acks is 0; with enableIdempotence it can only be 'all'"],
    [
      { maxInFlightRequests: 6 },
      'Option maxInFlightRequests is 6; with enableIdempotence it cannot be above 5',
    ],
  ])('refuses to be true beside %o', (options, message) => {
    expect(() => resolveProducerOptions({ brokers, enableIdempotence: true, ...options })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    )
  })
})

describe('the seams', () => {
  it('are taken as they are', () => {
    const seams = {
      clock: createSystemClock(),
      random: { next: () => 0.5 },
      socketFactory: { connect: vi.fn() },
      resolver: { resolve: vi.fn() },
      retryPolicy: { delayMs: () => null },
      partitioner: { partition: () => 0 },
      onError: vi.fn(),
      onDelivery: vi.fn(),
    }

    const resolved = resolveProducerOptions({ brokers, ...seams })

    const { partitioner, ...others } = seams
    expect(resolved).toMatchObject(others)
    expect(resolved.partitioner.custom).toBe(partitioner)
  })

  it('time the default retries by the backoff options and the given randomness', () => {
    const { retryPolicy } = resolveProducerOptions({
      brokers,
      retryBackoffMs: 10,
      retryBackoffMaxMs: 50,
      random: { next: () => 0.5 },
    })
    const error = new ProducerError('BROKERS_UNREACHABLE', 'away', { retriable: true })

    const delays = [1, 2, 3, 4, 5].map((attempt) =>
      retryPolicy.delayMs({ attempt, elapsedMs: 0, error }),
    )

    expect(delays).toEqual([10, 20, 40, 50, 50])
  })

  it("log nothing with 'silent', and through a logger of the caller's without its failures", () => {
    const warn = vi.fn(() => {
      throw new Error('disk full')
    })
    const own: Logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() }

    const { logger } = resolveProducerOptions({ brokers, logger: own })
    logger.warn('Broker is away', { nodeId: 1 })

    expect(warn).toHaveBeenCalledWith('Broker is away', { nodeId: 1 })
    expect(resolveProducerOptions({ brokers, logger: 'silent' }).logger).toBe(silentLogger)
  })

  it('take the console itself for a logger', () => {
    expectTypeOf(console).toExtend<Logger>()
    expect(() => resolveProducerOptions({ brokers, logger: console })).not.toThrow()
  })
})

it('ProducerOptions takes an option that may be undefined', () => {
  const lingerMs = process.env['HEADWATER_TEST_UNSET'] === undefined ? undefined : 5

  expectTypeOf({ brokers, lingerMs }).toExtend<ProducerOptions>()
  expect(resolveProducerOptions({ brokers, lingerMs }).lingerMs).toBe(0)
})
