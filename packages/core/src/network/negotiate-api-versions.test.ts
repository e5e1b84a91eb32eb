import { apiVersionsResponse, encode, metadataRequest } from '@headwater/protocol'
import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import {
  offering,
  ScriptedNetwork,
  type ScriptedRequest,
  type ScriptedSocket,
} from '../../test/scripted-network.ts'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import type { ChannelClosure } from './channel-closure.ts'
import { type Negotiation, negotiateApiVersions } from './negotiate-api-versions.ts'
import { RequestChannel } from './request-channel.ts'

const TARGET = { host: 'kafka.test', address: '10.0.0.1', port: 9092 }

/** Negotiates with a peer that answers as told. */
function negotiate(
  version: number,
  onRequest: (request: ScriptedRequest, socket: ScriptedSocket) => void,
) {
  const clock = new ManualClock()
  const outcomes: Negotiation[] = []
  const closures: ChannelClosure[] = []
  const network = new ScriptedNetwork(clock, (socket) => {
    socket.onRequest = (request) => onRequest(request, socket)
    socket.accept()
  })
  const dependencies = {
    clock,
    events: new NetworkEvents('test'),
    socketFactory: network,
    clientId: Buffer.from('tests'),
    maxResponseSizeBytes: 1_000_000,
  }
  const channel = new RequestChannel(dependencies, TARGET, 'broker 1', {
    onOpen: () =>
      negotiateApiVersions(channel, version, 1_000, (outcome) => outcomes.push(outcome)),
    onClosed: (closure) => closures.push(closure),
  })
  clock.advance(0)
  return { outcomes, closures, requests: network.sockets[0]?.requests ?? [] }
}

/** An answer in version 0, whatever was asked, as a broker gives that does not know the version. */
function inVersionZero(request: ScriptedRequest, socket: ScriptedSocket, apiKeys: unknown[]): void {
  const body = encode(apiVersionsResponse, 0, { errorCode: 35, apiKeys: apiKeys as never })
  const head = Buffer.alloc(8)
  head.writeInt32BE(4 + body.length, 0)
  head.writeInt32BE(request.correlationId, 4)
  socket.sendBytes(Buffer.concat([head, body]))
}

describe('negotiateApiVersions', () => {
  it('takes the ranges that the broker tells', () => {
    const { outcomes, requests } = negotiate(4, (request) =>
      request.reply(offering(metadataRequest.apiKey)),
    )

    const [outcome] = outcomes
    expect(outcome?.kind === 'agreed' && outcome.ranges.highest(metadataRequest, 99)).toBe(13)
    expect(requests).toMatchObject([
      { api: 'ApiVersions', version: 4, body: { clientSoftwareName: 'headwater' } },
    ])
  })

  it('asks again in the version that the broker knows (KIP-511, S55)', () => {
    const { outcomes, requests } = negotiate(4, (request, socket) => {
      if (request.version === 4) {
        inVersionZero(request, socket, [{ apiKey: 18, minVersion: 0, maxVersion: 3 }])
      } else request.reply(offering(metadataRequest.apiKey))
    })

    expect(requests.map(({ version }) => version)).toEqual([4, 3])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['agreed'])
  })

  it('asks again in version 0 when the broker does not say what it knows (before Kafka 2.4)', () => {
    const { outcomes, requests } = negotiate(4, (request, socket) => {
      if (request.version > 0) inVersionZero(request, socket, [])
      else request.reply(offering(metadataRequest.apiKey))
    })

    expect(requests.map(({ version }) => version)).toEqual([4, 0])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['agreed'])
  })

  it('ends with a broker that refuses every version, however it answers', () => {
    const { outcomes, requests } = negotiate(4, (request, socket) =>
      inVersionZero(request, socket, [{ apiKey: 18, minVersion: 0, maxVersion: 99 }]),
    )

    expect(requests.map(({ version }) => version)).toEqual([4, 3, 2, 1, 0])
    expect(outcomes).toEqual([{ kind: 'refused', brokerError: 'UNSUPPORTED_VERSION' }])
  })

  it('names the error of a broker that refuses', () => {
    const { outcomes } = negotiate(3, (request) =>
      request.reply({ errorCode: 31, apiKeys: [], throttleTimeMs: 0 }),
    )

    expect(outcomes).toEqual([{ kind: 'refused', brokerError: 'CLUSTER_AUTHORIZATION_FAILED' }])
  })

  it('closes on a list that no broker sends', () => {
    const endless = Array.from({ length: 20_000 }, (_, apiKey) => ({
      apiKey,
      minVersion: 0,
      maxVersion: 1,
    }))
    const { outcomes, closures } = negotiate(3, (request) =>
      request.reply({ errorCode: 0, apiKeys: endless, throttleTimeMs: 0 }),
    )

    expect(outcomes).toEqual([])
    expect(closures).toMatchObject([{ kind: 'malformed' }])
  })

  it('closes on an answer that is none', () => {
    const { outcomes, closures } = negotiate(3, ({ correlationId }, socket) => {
      const bytes = Buffer.from([0, 0, 0, 7, 0, 0, 0, correlationId, 0, 0, 99])
      socket.sendBytes(bytes)
    })

    expect(outcomes).toEqual([])
    expect(closures).toMatchObject([{ kind: 'malformed', error: { code: 'MALFORMED' } }])
  })
})
