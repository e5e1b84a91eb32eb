import { describe, expect, it } from 'vitest'
import { HEARTBEAT_BODY, heartbeatAnswer, openChannel } from '../../test/scripted-channel.ts'
import type { DepartureHandler } from './response-handler.ts'

function departure() {
  const ended: string[] = []
  const handler: DepartureHandler = {
    onDeparted: () => ended.push('departed'),
    onFailure: ({ code, persisted }) => ended.push(`${code} ${persisted}`),
  }
  return { ended, handler }
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

    for (const byte of Buffer.concat([heartbeatAnswer(0, 5), heartbeatAnswer(1, 6)]))
      socket.sendBytes(Buffer.of(byte))
    clock.advance(0)

    expect(ended.map(({ body }) => body?.readInt16BE(0))).toEqual([5, 6])
  })

  it('takes several answers from one read and one answer from several reads', () => {
    const { clock, socket, send, ended } = openChannel()
    for (const id of [1, 2, 3]) send(id)
    const bytes = Buffer.concat([heartbeatAnswer(0), heartbeatAnswer(1), heartbeatAnswer(2)])

    socket.sendBytes(bytes.subarray(0, 25))
    socket.sendBytes(bytes.subarray(25))
    clock.advance(0)

    expect(ended.map(({ id }) => id)).toEqual([1, 2, 3])
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

  it('ignores an answer that comes after the time-out (S11)', () => {
    const { clock, socket, send, ended } = openChannel(5_000)
    socket.closesWhenDestroyed = false
    send(1)
    clock.advance(5_000)

    socket.sendBytes(heartbeatAnswer(0))
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
      scheduleTurn(() => socket.deliver(heartbeatAnswer(0)))
      scheduleTurn(callback)
    }

    clock.advance(6_000)

    expect(ended.map(({ error }) => error)).toEqual([undefined])
    expect(channel.isOpen).toBe(true)
  })

  it('ends a request that gets no answer once its bytes have left, in a turn of its own', () => {
    const { clock, channel, socket } = openChannel()
    const { ended, handler } = departure()

    channel.sendUnanswered(12, 0, false, [HEARTBEAT_BODY], HEARTBEAT_BODY.length, 1_000, handler)
    const endedAtOnce = ended.length
    clock.advance(0)

    expect(socket.requests).toHaveLength(1)
    expect(endedAtOnce).toBe(0)
    expect(ended).toEqual(['departed'])
    expect(channel.inFlightCount).toBe(0)
    expect(channel.isOpen).toBe(true)
  })

  it('waits without a timer of its own for bytes that do not leave at once', () => {
    const { clock, channel, socket } = openChannel()
    const { ended, handler } = departure()
    socket.bufferedBytes = 100

    channel.sendUnanswered(12, 0, false, [HEARTBEAT_BODY], HEARTBEAT_BODY.length, 1_000, handler)
    clock.advance(500)
    const before = [ended.length, clock.pendingTimers]
    socket.drain()
    clock.advance(10_000)

    expect(before).toEqual([0, 1])
    expect(ended).toEqual(['departed'])
    expect(channel.isOpen).toBe(true)
  })

  it('destroys the socket when bytes that no answer comes for do not leave within the time-out', () => {
    const { clock, channel, socket, closures } = openChannel()
    const { ended, handler } = departure()
    socket.bufferedBytes = 100

    channel.sendUnanswered(12, 0, false, [HEARTBEAT_BODY], HEARTBEAT_BODY.length, 1_000, handler)
    clock.advance(1_000)

    expect(socket.destroyed).toBe(true)
    expect(closures).toMatchObject([{ kind: 'timeout', api: 'Heartbeat', timeoutMs: 1_000 }])
    expect(ended).toEqual(['BROKERS_UNREACHABLE possibly'])
  })
})
