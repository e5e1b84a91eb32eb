import { encodeResponseFrame, heartbeatRequest, heartbeatResponse } from '@headwater/protocol'
import { ManualClock } from '@headwater/testing'
import { NetworkEvents } from '../src/diagnostics/network-events.ts'
import type { ProducerError } from '../src/errors/producer-error.ts'
import type { ChannelClosure } from '../src/network/channel-closure.ts'
import { RequestChannel } from '../src/network/request-channel.ts'
import { ScriptedNetwork, type ScriptedSocket } from './scripted-network.ts'

export const TARGET = { host: 'kafka.test', address: '10.0.0.1', port: 9092 }
export const HEARTBEAT_BODY = Buffer.from([0, 1, 103, 0, 0, 0, 7, 0, 1, 109]) // group g, generation 7, member m: version 0
const HEARTBEAT_VERSION = 0

/** How a request of the test ended. */
export interface Ended {
  readonly id: number
  readonly body?: Buffer
  readonly error?: ProducerError
}

/** An open channel to a peer that the test plays, and what became of its requests. */
export function openChannel(timeoutMs = 30_000) {
  const clock = new ManualClock()
  const network = new ScriptedNetwork(clock, (socket) => socket.accept())
  const closures: ChannelClosure[] = []
  const ended: Ended[] = []
  const dependencies = {
    clock,
    events: new NetworkEvents('test'),
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

/** A Heartbeat response as the broker sends it. */
export function heartbeatAnswer(correlationId: number, errorCode = 0): Buffer {
  return encodeResponseFrame(heartbeatResponse, HEARTBEAT_VERSION, correlationId, { errorCode })
}
