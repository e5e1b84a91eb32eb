import { metadataRequest, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { offering, type ScriptedSocket } from '../../test/scripted-network.ts'
import { answering, createScriptedPool, NODE_1, refusing } from '../../test/scripted-pool.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { BrokerConnection } from './broker-connection.ts'

function askMetadata(connection: BrokerConnection | null): Promise<ProducerError | null> {
  if (connection === null) throw new Error('no connection')
  const answer = connection.request(metadataRequest, metadataResponse, { topics: [] })
  return answer.then(
    () => null,
    (error: ProducerError) => error,
  )
}

describe('BrokerPeer', () => {
  it('knows no broker that metadata did not name', () => {
    const { pool, network } = createScriptedPool()

    expect(pool.connection(1)).toBeNull()
    expect(pool.connection(-1)).toBeNull()
    expect(network.sockets).toEqual([])
  })

  it('dials once however often it is asked, and tells when the connection is there (S19)', async () => {
    const { clock, pool, network, events } = createScriptedPool()
    pool.updateNodes([NODE_1])

    for (let pass = 0; pass < 1_000; pass++) expect(pool.connection(1)).toBeNull()
    await clock.runUntilIdle(10)

    expect(network.sockets).toHaveLength(1)
    expect(events).toEqual(['ready 1'])
    expect(pool.connection(1)?.nodeId).toBe(1)
    expect(pool.connectionCount).toBe(1)
  })

  it('dials again by itself after the backoff when it was asked meanwhile', async () => {
    let up = false
    const { clock, pool, network, events } = createScriptedPool({}, (socket) =>
      up ? answering(socket) : refusing(socket),
    )
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)

    up = true
    pool.connection(1)
    await clock.runUntilIdle(1_000)

    expect(events).toEqual(['closed 1', 'ready 1'])
    expect(network.sockets).toHaveLength(2)
    expect(pool.lastFailure(1)).toBeNull()
  })

  it('says why a broker cannot be reached', async () => {
    const { clock, pool } = createScriptedPool({}, refusing)
    pool.updateNodes([NODE_1])
    pool.connection(1)

    await clock.runUntilIdle(10)

    expect(pool.lastFailure(1)).toMatchObject({
      code: 'BROKERS_UNREACHABLE',
      message: 'No Kafka broker could be reached: one:9092: refused the connection (ECONNREFUSED)',
    })
    expect(pool.lastFailure(2)).toBeNull()
  })

  it('waits longer after each failed dial, up to the limit', async () => {
    const dialsAt: number[] = []
    const { clock, pool } = createScriptedPool({}, (socket) => {
      dialsAt.push(clock.now())
      refusing(socket)
    })
    pool.updateNodes([NODE_1])

    while (dialsAt.length < 8) {
      pool.connection(1)
      await clock.runUntilIdle(5_000)
    }

    expect(dialsAt.map((at, index) => at - (dialsAt[index - 1] ?? 0)).slice(1, 8)).toEqual([
      50, 100, 200, 400, 800, 1_000, 1_000,
    ])
  })

  it('does not dial a broker that accepts and closes more than ten times a second (S15)', async () => {
    const { clock, pool, network } = createScriptedPool({}, (socket) => {
      answering(socket)
      clock.setTimer(1, () => socket.end())
    })
    pool.updateNodes([NODE_1])
    const keepAsking = (): void => {
      pool.connection(1)
      if (clock.now() < 10_000) clock.setTimer(1, keepAsking)
    }

    keepAsking()
    await clock.runUntilIdle(10_000)

    expect(network.sockets.length).toBeLessThan(25)
    expect(network.sockets.length).toBeGreaterThan(8)
  })

  it('comes back quickly to a broker that was healthy for long, again and again', async () => {
    const dialsAt: number[] = []
    const { clock, pool, network } = createScriptedPool({}, (socket) => {
      dialsAt.push(clock.now())
      answering(socket)
    })
    pool.updateNodes([NODE_1])
    const pauses: number[] = []

    for (let outage = 0; outage < 5; outage++) {
      pool.connection(1)
      await clock.runUntilIdle(2_000)
      clock.advance(5_000)
      network.sockets.at(-1)?.end()
      clock.advance(0)
      const brokenAt = clock.now()
      pool.connection(1)
      await clock.runUntilIdle(2_000)
      pauses.push((dialsAt.at(-1) ?? 0) - brokenAt)
    }

    expect(pauses).toEqual([50, 50, 50, 50, 50])
  })

  it('does not hand out a connection that is closing, and dials again when it has closed', async () => {
    const { clock, pool, network } = createScriptedPool({ requestTimeoutMs: 1_000 })
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)
    const socket = network.sockets[0] as ScriptedSocket
    socket.closesWhenDestroyed = false
    const unanswered = askMetadata(pool.connection(1))
    clock.advance(1_000)

    const whileClosing = pool.connection(1)
    const dialsWhileClosing = network.sockets.length
    socket.end()
    await clock.runUntilIdle(100)

    expect(whileClosing).toBeNull()
    expect(dialsWhileClosing).toBe(1)
    expect(network.sockets).toHaveLength(2)
    expect((await unanswered)?.persisted).toBe('possibly')
  })

  it('begins with version 0 of ApiVersions after a broker closed on a newer one (S55)', async () => {
    const asked: number[] = []
    const { clock, pool, events } = createScriptedPool({}, (socket) => {
      socket.onRequest = (request) => {
        asked.push(request.version)
        if (request.version > 0) socket.end()
        else request.reply(offering(metadataRequest.apiKey))
      }
      socket.accept()
    })
    pool.updateNodes([NODE_1])

    pool.connection(1)
    await clock.runUntilIdle(10)
    pool.connection(1)
    await clock.runUntilIdle(1_000)

    expect(asked).toEqual([4, 0])
    expect(events).toEqual(['closed 1', 'ready 1'])
  })

  it('negotiates again on every connection (S55)', async () => {
    let offered = 13
    const { clock, pool, network } = createScriptedPool({}, (socket) => {
      socket.onRequest = (request) =>
        request.reply({
          errorCode: 0,
          throttleTimeMs: 0,
          apiKeys: [{ apiKey: metadataRequest.apiKey, minVersion: 0, maxVersion: offered }],
        })
      socket.accept()
    })
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)
    const before = pool.connection(1)?.version(metadataRequest)

    offered = 7
    network.sockets[0]?.end()
    clock.advance(0)
    pool.connection(1)
    await clock.runUntilIdle(100)

    expect([before, pool.connection(1)?.version(metadataRequest)]).toEqual([13, 7])
  })
})
