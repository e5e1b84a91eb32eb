import { metadataRequest } from '@headwater/protocol'
import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { offering, ScriptedNetwork, type ScriptedSocket } from '../../test/scripted-network.ts'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import { BrokerDial } from './broker-dial.ts'
import type { DialFailure } from './dial-failure.ts'
import type { Resolver } from './resolver.ts'

const ADDRESS = { host: 'kafka.test', port: 9092 }

function startDial(resolve: Resolver['resolve'], onDial: (socket: ScriptedSocket) => void) {
  const clock = new ManualClock()
  const network = new ScriptedNetwork(clock, onDial)
  const failures: (readonly DialFailure[])[] = []
  let connected = 0
  const dependencies = {
    clock,
    events: new NetworkEvents('test'),
    socketFactory: network,
    clientId: Buffer.from('tests'),
    maxResponseSizeBytes: 1_000_000,
    connectTimeoutMs: 1_000,
    speaksTls: false,
    resolver: { resolve },
  }
  const dial = new BrokerDial(dependencies, ADDRESS, 'broker 1', 4, {
    onConnected: () => connected++,
    onFailed: (all) => failures.push(all),
  })
  dial.start()
  return { clock, network, dial, failures, connections: () => connected }
}

function answering(socket: ScriptedSocket): void {
  socket.onRequest = (request) => request.reply(offering(metadataRequest.apiKey))
  socket.accept()
}

describe('BrokerDial', () => {
  it('tries the next address of a name when the first one is dead (S16)', async () => {
    const { clock, network, failures, connections } = startDial(
      async () => ['10.0.0.1', '10.0.0.2'],
      (socket) => {
        if (socket.target.address === '10.0.0.1') socket.fail('ECONNREFUSED')
        else answering(socket)
      },
    )

    await clock.runUntilIdle(100)

    expect(network.sockets.map(({ target }) => target.address)).toEqual(['10.0.0.1', '10.0.0.2'])
    expect(connections()).toBe(1)
    expect(failures).toEqual([])
  })

  it('gives every address its own time to connect and negotiate', async () => {
    const { clock, network, failures } = startDial(
      async () => ['10.0.0.1', '10.0.0.2'],
      (socket) => {
        if (socket.target.address === '10.0.0.2') socket.accept()
      },
    )

    await clock.runUntilIdle()

    expect(clock.now()).toBe(2_000)
    expect(failures[0]?.map(({ where, reason }) => `${where} ${reason}`)).toEqual([
      'kafka.test:9092 (10.0.0.1) did not accept the connection within 1000 ms',
      'kafka.test:9092 (10.0.0.2) did not answer ApiVersions within 1000 ms',
    ])
    expect(network.openSockets).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([
    ['rejects', () => Promise.reject(new Error('no DNS today')), 'no DNS today'],
    ['knows no address', () => Promise.resolve([]), 'the name has no address'],
    [
      'never answers',
      () => new Promise<never>(() => {}),
      'the name was not resolved within 1000 ms',
    ],
    [
      'throws',
      () => {
        throw new Error('broken resolver')
      },
      'broken resolver',
    ],
    ['gives no list', () => Promise.resolve(5 as never), 'number 5 is not iterable'],
  ])('fails when the resolver %s', async (_, resolve, words) => {
    const { clock, failures } = startDial(resolve, answering)

    await clock.runUntilIdle()

    expect(failures).toHaveLength(1)
    expect(failures[0]?.[0]?.reason).toContain(words)
    expect(clock.pendingTimers).toBe(0)
  })

  it('tries each address once, and no more than sixteen', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `10.0.0.${index % 50}`)
    const { clock, network, failures } = startDial(
      async () => many,
      (socket) => socket.fail('ECONNREFUSED'),
    )

    await clock.runUntilIdle()

    expect(network.sockets).toHaveLength(16)
    expect(failures[0]).toHaveLength(16)
  })

  it('goes to the next address when the socket factory throws', async () => {
    const { clock, network, failures } = startDial(
      async () => ['10.0.0.1', '10.0.0.2'],
      () => {
        throw new Error('no such proxy')
      },
    )

    await clock.runUntilIdle()

    expect(network.sockets).toHaveLength(2)
    expect(failures[0]?.map(({ reason }) => reason)).toEqual(['no such proxy', 'no such proxy'])
  })

  it.each([
    ['resolving', 0],
    ['connecting', 1],
    ['negotiating', 2],
  ])('opens nothing and tells nobody once it was cancelled while %s', async (_, stage) => {
    const { clock, network, dial, failures, connections } = startDial(
      async () => ['10.0.0.1', '10.0.0.2'],
      (socket) => {
        if (stage === 2) socket.accept()
      },
    )
    if (stage > 0) await clock.runUntilIdle(10)

    dial.cancel('the producer is closing')
    await clock.runUntilIdle()

    expect(network.sockets.length).toBe(stage === 0 ? 0 : 1)
    expect(network.openSockets).toEqual([])
    expect(failures).toEqual([])
    expect(connections()).toBe(0)
    expect(clock.pendingTimers).toBe(0)
  })
})
