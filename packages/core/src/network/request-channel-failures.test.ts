import { metadataRequest, ProtocolError } from '@headwater/protocol'
import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import {
  HEARTBEAT_BODY,
  heartbeatAnswer,
  openChannel,
  TARGET,
} from '../../test/scripted-channel.ts'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import { RequestChannel } from './request-channel.ts'

describe('RequestChannel on a broken connection', () => {
  it('fails the request when the answer was cut at any byte and the stream ended (S8)', () => {
    for (let length = 0; length < heartbeatAnswer(0).length; length++) {
      const { clock, socket, send, ended, closures } = openChannel()
      send(1)

      socket.sendBytes(heartbeatAnswer(0).subarray(0, length))
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

  it('waits 250 ms for a socket that never closes (S18)', () => {
    const { clock, channel, socket, send, ended, closures } = openChannel()
    socket.closesWhenDestroyed = false
    send(1)
    channel.close({ kind: 'local', reason: 'the test wants it' })

    clock.advance(249)
    const before = ended.length
    clock.advance(1)
    const after = [ended.length, closures.length]
    socket.end()
    clock.advance(0)

    expect([before, after]).toEqual([0, [1, 1]])
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

  it.each([
    ['a correlation id that nobody asked with', [heartbeatAnswer(77)]],
    ['answers in the wrong order', [heartbeatAnswer(1), heartbeatAnswer(0)]],
    ['the same answer twice', [heartbeatAnswer(0), heartbeatAnswer(0)]],
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

  it.each([
    ['a whole frame', heartbeatAnswer(0)],
    ['the first byte of one', Buffer.from([0])],
  ])('destroys the socket when it is told what it did not ask: %s', (_, bytes) => {
    const { clock, socket, closures } = openChannel()

    socket.sendBytes(bytes)
    clock.advance(0)

    expect(socket.destroyed).toBe(true)
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

    socket.sendBytes(heartbeatAnswer(0))
    clock.advance(0)

    expect(ended.map(({ error }) => error?.persisted)).toEqual(['possibly'])
    expect(ended[0]?.error?.cause).toBe(garbled)
    expect(closures).toEqual([{ kind: 'malformed', error: garbled }])
  })

  it('survives a socket that throws when it is written to or destroyed', () => {
    const clock = new ManualClock()
    const ended: ProducerError[] = []
    const dependencies = {
      clock,
      events: new NetworkEvents('test'),
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
