import {
  encodeResponseFrame,
  heartbeatRequest,
  heartbeatResponse,
  metadataRequest,
  ProtocolError,
} from '@headwater/protocol'
import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { ScriptedNetwork, type ScriptedSocket } from '../../test/scripted-network.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { ChannelClosure } from './channel-closure.ts'
import { RequestChannel } from './request-channel.ts'

const TARGET = { host: 'kafka.test', address: '10.0.0.1', port: 9092 }
const HEARTBEAT_BODY = Buffer.from([0, 1, 103, 0, 0, 0, 7, 0, 1, 109]) // group g, generation 7, member m: version 0
const HEARTBEAT_VERSION = 0

interface Ended {
  readonly id: number
  readonly body?: Buffer
  readonly error?: ProducerError
}

/** An open channel to a peer that the test plays, and what became of its requests. */
function openChannel(timeoutMs = 30_000) {
  const clock = new ManualClock()
  const network = new ScriptedNetwork(clock, (socket) => socket.accept())
  const closures: ChannelClosure[] = []
  const ended: Ended[] = []
  const dependencies = {
    clock,
    socketFactory: network,
    clientId: Buffer.from('tests'),
    maxResponseSizeBytes: 1_000_000,
  }
  const channel = new RequestChannel(dependencies, TARGET, 'broker 1 at kafka.test:9092', {
    onOpen: () => undefined,
    onClosed: (closure) => closures.push(closure),
  })
  clock.advance(0)
  const socket = network.sockets[0] as ScriptedSocket
  const send = (id: number): void =>
    channel.send(
      heartbeatRequest.apiKey,
      HEARTBEAT_VERSION,
      false,
      [HEARTBEAT_BODY],
      HEARTBEAT_BODY.length,
      timeoutMs,
      {
        onResponse: (body) => ended.push({ id, body }),
        onFailure: (error) => ended.push({ id, error }),
      },
    )
  return { clock, channel, socket, closures, ended, send }
}

function answer(correlationId: number, errorCode = 0): Buffer {
  return encodeResponseFrame(heartbeatResponse, HEARTBEAT_VERSION, correlationId, { errorCode })
}

describe('RequestChannel', () => {
  it('sends each request with the client id and its own correlation id', () => {
    const { socket, send, channel } = openChannel()

    send(1)
    send(2)

    expect(socket.requests.map(({ api, version, clientId }) => [api, version, clientId])).toEqual([
      ['Heartbeat', 0, 'tests'],
      ['Heartbeat', 0, 'tests'],
    ])
    expect(socket.requests[0]?.correlationId).not.toBe(socket.requests[1]?.correlationId)
    expect(channel.inFlightCount).toBe(2)
  })

  it('gives each answer to its request, in order', () => {
    const { clock, socket, send, ended } = openChannel()
    send(1)
    send(2)

    socket.requests[0]?.reply({ errorCode: 5 })
    socket.requests[1]?.reply({ errorCode: 6 })
    clock.advance(0)

    expect(ended.map(({ id, body }) => [id, body?.readInt16BE(0)])).toEqual([
      [1, 5],
      [2, 6],
    ])
  })

  it('lets a handler send the next request and count what is in flight (no request counts twice)', () => {
    const { clock, channel, socket } = openChannel()
    const counts: number[] = []
    const handler = {
      onResponse: () => {
        counts.push(channel.inFlightCount)
        if (counts.length === 1) {
          channel.send(12, 0, false, [HEARTBEAT_BODY], HEARTBEAT_BODY.length, 1_000, handler)
        }
      },
      onFailure: () => undefined,
    }
    channel.send(12, 0, false, [HEARTBEAT_BODY], HEARTBEAT_BODY.length, 1_000, handler)
    socket.onRequest = (request) => request.reply({ errorCode: 0 })
    socket.requests[0]?.reply({ errorCode: 0 })

    clock.advance(0)
    clock.advance(0)

    expect(counts).toEqual([0, 0])
  })

  it('puts together answers that come in single bytes (S14)', () => {
    const { clock, socket, send, ended } = openChannel()
    send(1)
    send(2)

    for (const byte of Buffer.concat([answer(0, 5), answer(1, 6)]))
      socket.sendBytes(Buffer.of(byte))
    clock.advance(0)

    expect(ended.map(({ body }) => body?.readInt16BE(0))).toEqual([5, 6])
  })

  it('takes several answers from one read and one answer from several reads', () => {
    const { clock, socket, send, ended } = openChannel()
    for (const id of [1, 2, 3]) send(id)
    const bytes = Buffer.concat([answer(0), answer(1), answer(2)])

    socket.sendBytes(bytes.subarray(0, 25))
    socket.sendBytes(bytes.subarray(25))
    clock.advance(0)

    expect(ended.map(({ id }) => id)).toEqual([1, 2, 3])
  })

  it('fails the request when the answer was cut at any byte and the stream ended (S8)', () => {
    for (let length = 0; length < answer(0).length; length++) {
      const { clock, socket, send, ended, closures } = openChannel()
      send(1)

      socket.sendBytes(answer(0).subarray(0, length))
      socket.end()
      clock.advance(0)

      expect(ended).toHaveLength(1)
      expect(ended[0]?.error).toMatchObject({
        code: 'BROKERS_UNREACHABLE',
        retriable: true,
        persisted: 'possibly',
      })
      expect(closures).toHaveLength(1)
    }
  })

  it('says that nothing was sent when the connection was already closing', () => {
    const { clock, channel, send, ended } = openChannel()
    channel.close({ kind: 'local', reason: 'the test wants it' })

    send(1)
    const inTheSameTurn = ended.length
    clock.advance(0)

    expect(inTheSameTurn).toBe(0)
    expect(ended.map(({ error }) => error?.persisted)).toEqual(['no'])
  })

  it('fails requests only when the socket has closed, not when it was told to (I8)', () => {
    const { clock, channel, socket, send, ended } = openChannel()
    socket.closesWhenDestroyed = false
    send(1)
    channel.close({ kind: 'local', reason: 'the test wants it' })

    clock.advance(100)
    const whileClosing = ended.length
    socket.end()
    clock.advance(0)

    expect(socket.destroyed).toBe(true)
    expect(whileClosing).toBe(0)
    expect(ended.map(({ error }) => error?.persisted)).toEqual(['possibly'])
  })

  it('waits 250 ms for a socket that never closes (S18)', () => {
    const { clock, channel, socket, send, ended, closures } = openChannel()
    socket.closesWhenDestroyed = false
    send(1)
    channel.close({ kind: 'local', reason: 'the test wants it' })

    clock.advance(249)
    const before = ended.length
    clock.advance(1)
    socket.end()
    clock.advance(0)

    expect(before).toBe(0)
    expect(ended).toHaveLength(1)
    expect(closures).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('destroys the socket when an answer does not come, and fails all that is in flight (I6)', () => {
    const { clock, socket, send, ended, closures } = openChannel(5_000)
    send(1)
    clock.advance(3_000)
    send(2)

    clock.advance(1_999)
    const before = ended.length
    clock.advance(1)

    expect(before).toBe(0)
    expect(socket.destroyed).toBe(true)
    expect(closures).toEqual([{ kind: 'timeout', api: 'Heartbeat', timeoutMs: 5_000 }])
    expect(ended.map(({ error }) => [error?.code, error?.retriable, error?.persisted])).toEqual([
      ['BROKERS_UNREACHABLE', true, 'possibly'],
      ['BROKERS_UNREACHABLE', true, 'possibly'],
    ])
    expect(ended[0]?.error?.message).toBe(
      'No answer to Heartbeat from broker 1 at kafka.test:9092 within 5000 ms',
    )
  })

  it('ignores an answer that comes after the time-out (S11)', () => {
    const { clock, socket, send, ended } = openChannel(5_000)
    socket.closesWhenDestroyed = false
    send(1)
    clock.advance(5_000)

    socket.sendBytes(answer(0))
    clock.advance(250)

    expect(ended).toHaveLength(1)
    expect(ended[0]?.body).toBeUndefined()
  })

  it('takes the answer that the socket holds when the process was blocked past the time-out (S64)', () => {
    const { clock, socket, send, ended, channel } = openChannel(5_000)
    send(1)
    // As after a long block: the timer fires first, and the socket is read later in the same turn, before its end.
    const scheduleTurn = clock.scheduleTurn.bind(clock)
    clock.scheduleTurn = (callback) => {
      scheduleTurn(() => socket.deliver(answer(0)))
      scheduleTurn(callback)
    }

    clock.advance(6_000)

    expect(ended.map(({ error }) => error)).toEqual([undefined])
    expect(channel.isOpen).toBe(true)
  })

  it.each([
    ['a correlation id that nobody asked with', [answer(77)]],
    ['answers in the wrong order', [answer(1), answer(0)]],
    ['the same answer twice', [answer(0), answer(0)]],
    ['an answer too short for a correlation id', [Buffer.from([0, 0, 0, 2, 0, 0])]],
    ['an empty frame', [Buffer.from([0, 0, 0, 0])]],
    ['a negative length', [Buffer.from([0xff, 0xff, 0xff, 0xff])]],
    ['a length of 2 GiB', [Buffer.from([0x7f, 0xff, 0xff, 0xff])]],
    ['a length above the cap', [Buffer.from([0, 0x0f, 0x42, 0x41])]],
  ])('destroys the socket at %s (S52, S82)', (_, chunks) => {
    const { clock, socket, send, ended, closures } = openChannel()
    send(1)
    send(2)

    for (const chunk of chunks) socket.sendBytes(chunk)
    clock.advance(0)

    expect(socket.destroyed).toBe(true)
    expect(closures).toMatchObject([{ kind: 'malformed', error: { code: 'MALFORMED' } }])
    const failed = ended.filter(({ error }) => error !== undefined)
    expect(failed[0]?.error?.cause).toBeInstanceOf(ProtocolError)
    expect(new Set(ended.map(({ id }) => id)).size).toBe(2)
    expect(ended).toHaveLength(2)
  })

  it('destroys the socket when it is told what it did not ask', () => {
    const { clock, socket, closures } = openChannel()

    socket.sendBytes(answer(0))
    clock.advance(0)

    expect(closures).toMatchObject([{ kind: 'malformed', error: { code: 'MALFORMED' } }])
  })

  it('fails the request whose handler cannot read the answer, and closes', () => {
    const { clock, channel, socket, ended, closures } = openChannel()
    const garbled = new ProtocolError('MALFORMED', 'a count that is not there')
    channel.send(12, 0, false, [HEARTBEAT_BODY], HEARTBEAT_BODY.length, 1_000, {
      onResponse: () => {
        throw garbled
      },
      onFailure: (error) => ended.push({ id: 1, error }),
    })

    socket.sendBytes(answer(0))
    clock.advance(0)

    expect(ended.map(({ error }) => error?.persisted)).toEqual(['possibly'])
    expect(ended[0]?.error?.cause).toBe(garbled)
    expect(closures).toEqual([{ kind: 'malformed', error: garbled }])
  })

  it('keeps no track of a request that gets no answer', () => {
    const { clock, channel, socket } = openChannel()

    channel.send(12, 0, false, [HEARTBEAT_BODY], HEARTBEAT_BODY.length, 1_000, null)
    clock.advance(10_000)

    expect(socket.requests).toHaveLength(1)
    expect(channel.inFlightCount).toBe(0)
    expect(channel.isOpen).toBe(true)
  })

  it('survives a socket that throws when it is written to or destroyed', () => {
    const clock = new ManualClock()
    const ended: ProducerError[] = []
    const dependencies = {
      clock,
      clientId: Buffer.from('tests'),
      maxResponseSizeBytes: 1_000,
      socketFactory: {
        connect: (_: unknown, listener: { onConnect(): void }) => {
          clock.scheduleTurn(() => listener.onConnect())
          return {
            bufferedBytes: 0,
            write: () => {
              throw new Error('broken proxy')
            },
            destroy: () => {
              throw new Error('broken proxy')
            },
          }
        },
      },
    }
    const channel = new RequestChannel(dependencies, TARGET, 'broker 1', {
      onOpen: () => undefined,
      onClosed: () => undefined,
    })
    clock.advance(0)

    channel.send(metadataRequest.apiKey, 0, false, [Buffer.alloc(4)], 4, 1_000, {
      onResponse: () => undefined,
      onFailure: (error) => ended.push(error),
    })
    clock.advance(250)

    expect(ended.map(({ persisted }) => persisted)).toEqual(['possibly'])
    expect(ended[0]?.message).toContain('broken proxy')
  })

  it('names a SASL listener as the likely cause when the peer closes at the first request', () => {
    const { clock, socket, send, ended } = openChannel()
    send(1)

    socket.end()
    clock.advance(0)

    expect(ended[0]?.error?.message).toBe(
      'The connection to broker 1 at kafka.test:9092 was closed by the broker before it answered anything; a SASL listener?',
    )
  })

  it('carries the error that broke the socket as the cause', () => {
    const { clock, socket, send, ended } = openChannel()
    send(1)
    socket.requests[0]?.reply({ errorCode: 0 })
    clock.advance(0)
    send(2)

    socket.fail('ECONNRESET', 'read ECONNRESET')
    clock.advance(0)

    expect(ended[1]?.error?.message).toBe(
      'The connection to broker 1 at kafka.test:9092 was lost (read ECONNRESET)',
    )
    expect(ended[1]?.error?.cause).toMatchObject({ code: 'ECONNRESET' })
  })
})
