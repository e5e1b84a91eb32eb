import { metadataRequest } from '@headwater/protocol'
import { ManualClock } from '@headwater/testing'
import { NetworkEvents } from '../src/diagnostics/network-events.ts'
import { BrokerPool } from '../src/network/broker-pool.ts'
import type { NetworkOptions } from '../src/network/network-options.ts'
import { offering, ScriptedNetwork, type ScriptedSocket } from './scripted-network.ts'

const OPTIONS: NetworkOptions = {
  brokers: [{ host: 'boot', port: 9092 }],
  metadataRecoveryStrategy: 'rebootstrap',
  clientId: 'tests',
  ssl: false,
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  reconnectBackoffMs: 50,
  reconnectBackoffMaxMs: 1_000,
  connectionsMaxIdleMs: 540_000,
  maxResponseSizeBytes: 1_000_000,
}

export const NODE_1 = { nodeId: 1, host: 'one', port: 9092 }
export const NODE_2 = { nodeId: 2, host: 'two', port: 9092 }

/** Plays a peer that answers ApiVersions and keeps the rest for the test. */
export function answering(socket: ScriptedSocket): void {
  socket.onRequest = (request) => {
    if (request.api === 'ApiVersions') request.reply(offering(metadataRequest.apiKey))
  }
  socket.accept()
}

/** Plays a port that nobody listens on. */
export function refusing(socket: ScriptedSocket): void {
  socket.fail('ECONNREFUSED')
}

/** A pool on scripted sockets: `play` is the far end of each, `addresses` the DNS. */
export function createScriptedPool(
  changes: Partial<NetworkOptions> = {},
  play: (socket: ScriptedSocket) => void = answering,
  addresses: (host: string) => string[] = (host) => [host],
) {
  const clock = new ManualClock()
  const network = new ScriptedNetwork(clock, (socket) => play(socket))
  const events: string[] = []
  const lines: string[] = []
  const line = (level: string) => (message: string) => lines.push(`${level} ${message}`)
  const pool = new BrokerPool({
    options: { ...OPTIONS, ...changes },
    clock,
    events: new NetworkEvents('test'),
    random: { next: () => 0.5 },
    socketFactory: network,
    resolver: { resolve: async (host) => addresses(host) },
    logger: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    listener: {
      onConnectionReady: (nodeId) => events.push(`ready ${nodeId}`),
      onConnectionClosed: (nodeId) => events.push(`closed ${nodeId}`),
    },
  })
  return { clock, network, pool, events, lines }
}
