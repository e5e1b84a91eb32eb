import { metadataRequest, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { answering, createScriptedPool, NODE_1, NODE_2 } from '../../test/scripted-pool.ts'
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

describe('BrokerPool in a changing cluster', () => {
  it('closes the connection to a broker that left, and its requests fail (S33)', async () => {
    const { clock, pool, network, events } = createScriptedPool()
    pool.updateNodes([NODE_1, NODE_2])
    pool.connection(1)
    await clock.runUntilIdle(10)
    const unanswered = askMetadata(pool.connection(1))

    pool.updateNodes([NODE_2])
    const afterwards = pool.connection(1)
    await clock.runUntilIdle(10)

    expect(afterwards).toBeNull()
    expect(network.openSockets).toEqual([])
    expect(events).toEqual(['ready 1', 'closed 1'])
    expect(await unanswered).toMatchObject({ code: 'BROKERS_UNREACHABLE', persisted: 'possibly' })
  })

  it('sends nothing more to the old address of a broker that moved (S33)', async () => {
    const { clock, pool, network } = createScriptedPool()
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)

    pool.updateNodes([{ ...NODE_1, host: 'elsewhere' }])
    const atOnce = pool.connection(1)
    await clock.runUntilIdle(10)

    expect(atOnce).toBeNull()
    expect(pool.connection(1)?.peerName).toBe('broker 1 at elsewhere:9092')
    expect(network.openSockets.map(({ target }) => target.host)).toEqual(['elsewhere'])
  })

  it('leaves connections alone when nothing changed', async () => {
    const { clock, pool } = createScriptedPool()
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)
    const before = pool.connection(1)

    pool.updateNodes([{ ...NODE_1 }])

    expect(pool.connection(1)).toBe(before)
  })

  it('closes the bootstrap connection when it is not needed any more', async () => {
    const { clock, pool, network } = createScriptedPool()
    await clock.runUntil(pool.anyConnection())
    pool.updateNodes([NODE_1])

    pool.connection(1)
    await clock.runUntilIdle(100)

    expect(network.openSockets.map(({ target }) => target.host)).toEqual(['one'])
  })

  it('closes a second bootstrap connection that came too late', async () => {
    const brokers = [
      { host: 'slow', port: 9092 },
      { host: 'fine', port: 9092 },
    ]
    const { clock, pool, network } = createScriptedPool({ brokers }, (socket) => {
      if (socket.target.host === 'fine') answering(socket)
      else clock.setTimer(3_000, () => answering(socket))
    })
    await clock.runUntil(pool.anyConnection())

    await clock.runUntilIdle(5_000)

    expect(network.dialed).toHaveLength(2)
    expect(network.openSockets.map(({ target }) => target.host)).toEqual(['fine'])
  })

  it('closes a connection that nobody has used for long, quietly', async () => {
    const { clock, pool, network, lines } = createScriptedPool({ connectionsMaxIdleMs: 60_000 })
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)
    clock.advance(50_000)
    const answered = askMetadata(pool.connection(1))
    network.sockets[0]?.requests.at(-1)?.reply({ brokers: [], topics: [] })
    clock.advance(59_999)
    const before = network.openSockets.length

    clock.advance(1)

    expect(before).toBe(1)
    expect(network.openSockets).toEqual([])
    expect(await answered).toBeNull()
    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual([])
    expect(pool.lastFailure(1)).toBeNull()
  })

  it('does not take a connection for idle that waits for an answer', async () => {
    const { clock, pool, network } = createScriptedPool({ connectionsMaxIdleMs: 5_000 })
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)
    const answered = askMetadata(pool.connection(1))

    clock.advance(20_000)
    network.sockets[0]?.requests.at(-1)?.reply({ brokers: [], topics: [] })
    clock.advance(4_999)

    expect(network.openSockets).toHaveLength(1)
    expect(await answered).toBeNull()
  })

  it('says nothing above debug of an idle connection that the broker closed (S17)', async () => {
    const { clock, pool, network, lines } = createScriptedPool()
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)

    network.sockets[0]?.end()
    await clock.runUntilIdle(10)

    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual([])
  })

  it('wakes up for nothing but its idle time while it is idle (G7)', async () => {
    const { clock, pool } = createScriptedPool()
    pool.updateNodes([NODE_1])
    pool.connection(1)

    await clock.runUntilIdle(60_000)

    expect(clock.pendingTimers).toBe(1)
  })
})
