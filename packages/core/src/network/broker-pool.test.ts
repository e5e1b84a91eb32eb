import { metadataRequest, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { type ScriptedSocket } from '../../test/scripted-network.ts'
import {
  answering,
  createScriptedPool,
  NODE_1,
  NODE_2,
  refusing,
} from '../../test/scripted-pool.ts'
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

describe('BrokerPool: any connection', () => {
  it('lists every address that was tried and why (S1)', async () => {
    const brokers = [
      { host: 'boot-1', port: 9092 },
      { host: 'boot-2', port: 9093 },
    ]
    const { clock, pool } = createScriptedPool({ brokers }, refusing, (host) =>
      host === 'boot-1' ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.3'],
    )

    await expect(clock.runUntil(pool.anyConnection())).rejects.toMatchObject({
      code: 'BROKERS_UNREACHABLE',
      retriable: true,
      persisted: 'no',
      message:
        'No Kafka broker could be reached: ' +
        'boot-1:9092 (10.0.0.1): refused the connection (ECONNREFUSED); ' +
        'boot-1:9092 (10.0.0.2): refused the connection (ECONNREFUSED); ' +
        'boot-2:9093 (10.0.0.3): refused the connection (ECONNREFUSED)',
    })
  })

  it('finds the second bootstrap address while the first one hangs (S2)', async () => {
    const brokers = [
      { host: 'hung', port: 9092 },
      { host: 'fine', port: 9092 },
    ]
    const { clock, pool, network } = createScriptedPool({ brokers }, (socket) => {
      if (socket.target.host === 'fine') answering(socket)
    })

    await clock.runUntil(pool.anyConnection())

    expect(clock.now()).toBe(500)
    expect(network.dialed).toEqual(['hung:9092', 'fine:9092'])
  })

  it('dials once for all who ask at the same time (S19)', async () => {
    const { clock, pool, network } = createScriptedPool()

    const asked = Array.from({ length: 1_000 }, () => pool.anyConnection())
    const connections = await clock.runUntil(Promise.all(asked))

    expect(new Set(connections).size).toBe(1)
    expect(network.sockets).toHaveLength(1)
  })

  it('asks known brokers first, and the bootstrap addresses with fresh DNS when none of them is there (KIP-899, S32, L23, L24)', async () => {
    const dns = new Map([['boot', '10.0.0.1']])
    const down = new Set<string>()
    const { clock, pool, network } = createScriptedPool(
      {},
      (socket) => (down.has(socket.target.address) ? refusing(socket) : answering(socket)),
      (host) => [dns.get(host) ?? host],
    )
    await clock.runUntil(pool.anyConnection())
    pool.updateNodes([NODE_1, NODE_2])
    network.sockets[0]?.end()
    for (const gone of ['10.0.0.1', 'one', 'two']) down.add(gone)
    dns.set('boot', '10.9.9.9')
    clock.advance(0)

    const connection = await clock.runUntil(pool.anyConnection())

    expect(connection.nodeId).toBe(-1)
    expect(network.sockets.map(({ target }) => target.address).toSorted()).toEqual([
      '10.0.0.1',
      '10.9.9.9',
      'one',
      'two',
    ])
    expect(network.sockets.at(-1)?.target.address).toBe('10.9.9.9')
  })

  it('reaches the bootstrap addresses in time although a large cluster is a black hole (S32)', async () => {
    const { clock, pool } = createScriptedPool({}, (socket) => {
      if (socket.target.host === 'boot') answering(socket)
    })
    pool.updateNodes(
      Array.from({ length: 100 }, (_, nodeId) => ({ nodeId, host: `gone-${nodeId}`, port: 9092 })),
    )

    await clock.runUntil(pool.anyConnection())

    expect(clock.now()).toBeLessThanOrEqual(5_000)
  })

  it('waits for the backoff of an address that has just failed instead of failing at once', async () => {
    let dials = 0
    const { clock, pool } = createScriptedPool({}, (socket) => {
      dials++
      if (dials === 1) refusing(socket)
      else answering(socket)
    })
    const first = await clock.runUntil(pool.anyConnection().catch((error) => error))

    const second = await clock.runUntil(pool.anyConnection())

    expect(first.code).toBe('BROKERS_UNREACHABLE')
    expect(second.isOpen).toBe(true)
    expect(clock.now()).toBe(50)
  })

  it('takes the connection with the fewest requests in flight', async () => {
    const { clock, pool, events } = createScriptedPool()
    pool.updateNodes([NODE_1, NODE_2])
    pool.connection(1)
    pool.connection(2)
    await clock.runUntilIdle(10)
    const busy = askMetadata(pool.connection(1))

    const chosen = await clock.runUntil(pool.anyConnection())

    expect(events).toEqual(['ready 1', 'ready 2'])
    expect(chosen.nodeId).toBe(2)
    await clock.runUntil(pool.close())
    expect((await busy)?.persisted).toBe('possibly')
  })

  it('avoids a broker that has not answered for two seconds', async () => {
    const { clock, pool } = createScriptedPool()
    pool.updateNodes([NODE_1, NODE_2])
    pool.connection(1)
    pool.connection(2)
    await clock.runUntilIdle(10)
    const stalled = askMetadata(pool.connection(1))
    clock.advance(2_000)
    const busy = [askMetadata(pool.connection(2)), askMetadata(pool.connection(2))]

    const chosen = await clock.runUntil(pool.anyConnection())

    expect(chosen.nodeId).toBe(2)
    await clock.runUntil(pool.close())
    expect(await Promise.all([stalled, ...busy])).toHaveLength(3)
  })

  it('goes on when a broker that it waits for leaves the cluster', async () => {
    const { clock, pool } = createScriptedPool({}, (socket) => {
      if (socket.target.host === 'boot') answering(socket)
    })
    pool.updateNodes([NODE_1])
    const found = pool.anyConnection()
    await clock.runUntilIdle(100)

    pool.updateNodes([NODE_2])
    const connection = await clock.runUntil(found)

    expect(connection.nodeId).toBe(-1)
    expect(clock.now()).toBeLessThan(500)
  })

  it('starts over from the bootstrap addresses when it is told to', async () => {
    const { clock, pool, network } = createScriptedPool()
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)

    pool.rebootstrap()
    await clock.runUntilIdle(10)
    const connection = await clock.runUntil(pool.anyConnection())

    expect(connection.nodeId).toBe(-1)
    expect(network.openSockets.map(({ target }) => target.host)).toEqual(['boot'])
  })
})

describe('BrokerPool: closing', () => {
  it.each([
    ['dialing', () => undefined, 0],
    ['negotiating', (socket: ScriptedSocket) => socket.accept(), 0],
    ['backing off', refusing, 0],
    ['connected', answering, 1],
  ])('leaves no socket, timer or dial behind while %s (S72)', async (_, play, ready) => {
    const { clock, pool, network, events } = createScriptedPool({}, play)
    pool.updateNodes([NODE_1])
    pool.connection(1)
    const search = pool.anyConnection().then(
      () => 'found',
      (error: ProducerError) => error.code,
    )
    await clock.runUntilIdle(20)
    pool.connection(1)

    await clock.runUntil(pool.close())
    const dials = network.sockets.length
    pool.connection(1)
    pool.updateNodes([NODE_2])
    pool.connection(2)
    await clock.runUntilIdle()

    expect(pool.connectionCount).toBe(0)
    expect(network.sockets).toHaveLength(dials)
    expect(clock.pendingTimers).toBe(0)
    expect(events.filter((event) => event === 'ready 1')).toHaveLength(ready)
    expect(['found', 'PRODUCER_CLOSED', 'BROKERS_UNREACHABLE']).toContain(await search)
    await expect(pool.anyConnection()).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' })
  })

  it('rejects a search that is under way', async () => {
    const { clock, pool } = createScriptedPool({}, () => undefined)
    const search = pool.anyConnection()
    await clock.runUntilIdle(20)

    const closed = pool.close()

    await expect(search).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' })
    await clock.runUntil(closed)
  })

  it('ends after 250 ms although a socket never closes (S18)', async () => {
    const { clock, pool } = createScriptedPool({}, (socket) => {
      socket.closesWhenDestroyed = false
      answering(socket)
    })
    pool.updateNodes([NODE_1])
    pool.connection(1)
    await clock.runUntilIdle(10)
    const startedAt = clock.now()

    await clock.runUntil(pool.close())

    expect(clock.now() - startedAt).toBe(250)
  })

  it('may be closed twice', async () => {
    const { clock, pool } = createScriptedPool()

    await clock.runUntil(Promise.all([pool.close(), pool.close()]))

    expect(pool.connectionCount).toBe(0)
  })
})
