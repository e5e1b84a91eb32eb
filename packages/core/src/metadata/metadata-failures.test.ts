import { metadataRequest } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { createRefresher, describeAll, described } from '../../test/scripted-metadata.ts'
import { createScriptedPool, refusing } from '../../test/scripted-pool.ts'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import { MetadataRefresher } from './metadata-refresher.ts'

const REBOOTSTRAP_REQUIRED = 129

/** A refresher whose pool fails as told. */
function failing(error: ProducerError) {
  const attempts: number[] = []
  const created = createRefresher(undefined, {
    pool: {
      anyConnection: () => {
        attempts.push(created.clock.now())
        return Promise.reject(error)
      },
      rebootstrap() {},
      updateNodes() {},
    },
  })
  return { ...created, attempts }
}

async function errorOf(promise: Promise<unknown>): Promise<ProducerError> {
  return promise.then(
    () => Promise.reject(new Error('did not fail')),
    (error: ProducerError) => error,
  )
}

describe('MetadataRefresher when requests fail', () => {
  it('tries again with a growing pause, one request at a time, and says why each failed', async () => {
    const { clock, pool } = createScriptedPool({}, refusing)
    const unreachable = await clock.runUntil(errorOf(pool.anyConnection()))
    const created = failing(unreachable)
    created.refresher.addTopic('a')
    for (let call = 0; call < 10; call++) created.refresher.refresh()

    await created.clock.runUntilIdle(3_500)

    expect(created.attempts).toEqual([0, 100, 300, 700, 1_500, 2_500, 3_500])
    expect(created.failures).toHaveLength(7)
    expect(created.failures[0]).toBe(unreachable)
  })

  it('makes a new topic wait for the backoff too, because no broker is there to tell', async () => {
    const { clock, pool } = createScriptedPool({}, refusing)
    const created = failing(await clock.runUntil(errorOf(pool.anyConnection())))
    created.refresher.addTopic('a')
    await created.clock.runUntilIdle(710)
    const before = created.attempts.length

    created.refresher.addTopic('b')
    await created.clock.runUntilIdle(100)

    expect(created.attempts).toHaveLength(before)
  })

  it('comes back slowly after a failure that does not go away by itself (S78)', async () => {
    const { clock, pool } = createScriptedPool({}, (socket) => {
      socket.accept()
      socket.sendBytes(Buffer.from([0x15, 3, 1, 0, 2, 2, 70]))
    })
    const error = await clock.runUntil(errorOf(pool.anyConnection()))
    const created = failing(error)
    created.refresher.addTopic('a')

    await created.clock.runUntilIdle(2_500)

    expect(error.code).toBe('TLS_FAILED')
    expect(created.attempts).toEqual([0, 1_000, 2_000])
  })

  it('goes on as soon as a broker is there again', async () => {
    let answers = 0
    const created = createRefresher((request) => {
      answers++
      return answers < 4 ? { ...describeAll(request), brokers: [] } : describeAll(request)
    })
    created.refresher.addTopic('a')

    await created.clock.runUntilIdle(5_000)

    expect(created.failures.map(({ code, retriable }) => [code, retriable])).toEqual([
      ['BROKER_REJECTED', true],
      ['BROKER_REJECTED', true],
      ['BROKER_REJECTED', true],
    ])
    expect(created.updates).toHaveLength(1)
    expect(created.asked).toHaveLength(4)
  })

  it('starts over from the bootstrap addresses when a broker demands it (KIP-1102, S32)', async () => {
    let demands = 0
    const created = createRefresher((request) => {
      demands++
      return demands === 2
        ? { ...describeAll(request), topics: [], errorCode: REBOOTSTRAP_REQUIRED }
        : describeAll(request)
    })
    created.refresher.addTopic('a')
    await created.clock.runUntilIdle(10)
    created.pool.connection(1)
    await created.clock.runUntilIdle(10)

    created.refresher.refresh()
    await created.clock.runUntilIdle(1_000)

    expect(created.failures.map(({ brokerError }) => brokerError)).toEqual(['REBOOTSTRAP_REQUIRED'])
    expect(created.network.dialed).toEqual(['boot:9092', 'one:9092', 'boot:9092'])
    expect(created.updates).toHaveLength(2)
  })

  it('is told of a broker that is too old', async () => {
    const { clock, pool } = createScriptedPool({}, (socket) => {
      socket.onRequest = (request) =>
        request.reply({
          errorCode: 0,
          throttleTimeMs: 0,
          apiKeys: [{ apiKey: metadataRequest.apiKey, minVersion: 0, maxVersion: 3 }],
        })
      socket.accept()
    })
    const failures: ProducerError[] = []
    const refresher = new MetadataRefresher({
      pool,
      clock,
      events: new NetworkEvents('test'),
      random: { next: () => 0.5 },
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      metadataMaxAgeMs: 300_000,
      metadataRecoveryRebootstrapTriggerMs: 300_000,
      retryBackoffMs: 100,
      retryBackoffMaxMs: 1_000,
      allowAutoTopicCreation: false,
      listener: {
        onMetadata() {},
        onLeadersMoved() {},
        onMetadataFailure: (error) => failures.push(error),
      },
    })
    refresher.addTopic('a')

    await clock.runUntilIdle(10)

    expect(failures[0]).toMatchObject({ code: 'UNSUPPORTED_VERSION', retriable: false })
    expect(failures[0]?.message).toContain('speaks 0–3, this client 4–13')
  })

  it('logs what a listener throws, and goes on', async () => {
    const logged: unknown[] = []
    const created = createRefresher(undefined, {
      logger: {
        debug() {},
        info() {},
        warn() {},
        error: (_, { error }) => logged.push(error),
      },
      listener: {
        onMetadata: () => {
          throw new Error('broken listener')
        },
        onLeadersMoved() {},
        onMetadataFailure() {},
      },
    })
    created.refresher.addTopic('a')
    await created.clock.runUntilIdle(10)

    created.refresher.addTopic('b')
    await created.clock.runUntilIdle(10)

    expect(logged).toHaveLength(2)
    expect(created.asked).toHaveLength(2)
  })

  it.each(['before it asks', 'while it asks', 'while it waits'])(
    'asks nothing more once it was closed %s',
    async (when) => {
      const created = createRefresher((request) =>
        when === 'while it waits' ? { ...describeAll(request), topics: [described('a', 3)] } : null,
      )
      created.refresher.addTopic('a')
      if (when !== 'before it asks') await created.clock.runUntilIdle(10)
      const { updates } = created
      const before = [created.asked.length, updates.length]

      created.refresher.close()
      created.pending[0]?.reply(describeAll({ topics: [{ name: 'a' }] }))
      created.refresher.addTopic('b')
      created.refresher.refresh()
      await created.clock.runUntilIdle(10_000)

      expect([created.asked.length, updates.length]).toEqual(before)
    },
  )
})
