import { metadataRequest, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { type ScriptedSocket } from '../../test/scripted-network.ts'
import { createScriptedPool, NODE_1 } from '../../test/scripted-pool.ts'

describe('BrokerConnection', () => {
  async function connect() {
    const created = createScriptedPool()
    created.pool.updateNodes([NODE_1])
    created.pool.connection(1)
    await created.clock.runUntilIdle(10)
    const connection = created.pool.connection(1)
    if (connection === null) throw new Error('no connection')
    const [socket] = created.network.sockets as [ScriptedSocket]
    return { ...created, connection, socket }
  }

  it('speaks the highest common version and tells it', async () => {
    const { clock, connection, socket } = await connect()

    const answer = connection.requestAtVersion(
      metadataRequest,
      metadataResponse,
      { topics: [] },
      { maxVersion: 9 },
    )
    socket.requests.at(-1)?.reply({ brokers: [], topics: [] })
    const { version, response } = await clock.runUntil(answer)

    expect(version).toBe(9)
    expect(response.brokers).toEqual([])
  })

  it('names both ranges when there is no common version', async () => {
    const { connection, socket } = await connect()
    const before = socket.requests.length

    const answer = connection.request(
      metadataRequest,
      metadataResponse,
      { topics: [] },
      { minVersion: 14, maxVersion: 20 },
    )

    await expect(answer).rejects.toMatchObject({
      code: 'UNSUPPORTED_VERSION',
      persisted: 'no',
      message:
        'No common version of MetadataRequest: broker 1 at one:9092 speaks 0–13, this client 14–20',
    })
    expect(socket.requests).toHaveLength(before)
  })

  it('sends nothing of a request that cannot be written', async () => {
    const { connection, socket } = await connect()
    const before = socket.requests.length

    const answer = connection.request(metadataRequest, metadataResponse, {
      topics: [{ name: 'x'.repeat(70_000) }],
    })

    await expect(answer).rejects.toMatchObject({ code: 'INVALID_OPTION', persisted: 'no' })
    expect(socket.requests).toHaveLength(before)
    expect(connection.isOpen).toBe(true)
  })

  it('rejects, and closes, when the answer cannot be read', async () => {
    const { clock, connection, socket } = await connect()
    const answer = connection.request(metadataRequest, metadataResponse, { topics: [] })
    const { correlationId } = socket.requests.at(-1) ?? { correlationId: -1 }

    const garbage = Buffer.from([0, 0, 0, 9, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])
    garbage.writeInt32BE(correlationId, 4)
    socket.sendBytes(garbage)

    await expect(clock.runUntil(answer)).rejects.toMatchObject({
      code: 'BROKERS_UNREACHABLE',
      persisted: 'possibly',
      cause: { code: 'MALFORMED' },
    })
    expect(connection.isOpen).toBe(false)
  })

  it('takes a time-out of its own', async () => {
    const { clock, connection } = await connect()
    const startedAt = clock.now()

    const answer = connection.request(
      metadataRequest,
      metadataResponse,
      { topics: [] },
      { timeoutMs: 700 },
    )

    await expect(clock.runUntil(answer)).rejects.toMatchObject({ code: 'BROKERS_UNREACHABLE' })
    expect(clock.now() - startedAt).toBe(700)
  })
})
