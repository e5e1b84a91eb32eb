import { apiByKey } from '@headwater/protocol'
import type { ProducerError } from '../errors/producer-error.ts'
import { NetworkMeters } from '../metrics/network-meters.ts'
import {
  type ConnectionClosedMessage,
  type ConnectionMessage,
  type MetadataRefreshedMessage,
  PRODUCER_CHANNELS,
  type RequestMessage,
} from './producer-channels.ts'

/** What happens on connections, said once: counted in the meters and published on the diagnostics channels. */
export class NetworkEvents {
  readonly meters = new NetworkMeters()
  readonly #clientId: string

  constructor(clientId: string) {
    this.#clientId = clientId
  }

  /** A connection is ready for requests. */
  connectionOpened(nodeId: number, host: string, port: number, nowMs: number): void {
    this.meters.connectionsOpened.add(1, nowMs)
    const { connectionOpened } = PRODUCER_CHANNELS
    if (!connectionOpened.hasSubscribers) return
    const message: ConnectionMessage = { clientId: this.#clientId, nodeId, host, port }
    connectionOpened.publish(message)
  }

  /** A connection that was ready has closed. */
  connectionClosed(
    { nodeId, host, port }: Omit<ConnectionMessage, 'clientId'>,
    reason: string,
    nowMs: number,
  ): void {
    this.meters.connectionsClosed.add(1, nowMs)
    const { connectionClosed } = PRODUCER_CHANNELS
    if (!connectionClosed.hasSubscribers) return
    const clientId = this.#clientId
    const message: ConnectionClosedMessage = { clientId, nodeId, host, port, reason }
    connectionClosed.publish(message)
  }

  metadataRefreshed(topicCount: number, brokerCount: number, changed: boolean): void {
    const { metadataRefreshed } = PRODUCER_CHANNELS
    if (!metadataRefreshed.hasSubscribers) return
    const clientId = this.#clientId
    const message: MetadataRefreshedMessage = { clientId, topicCount, brokerCount, changed }
    metadataRefreshed.publish(message)
  }

  /** @returns what {@link requestEnded} takes; null while nobody listens */
  requestStarted(
    nodeId: number,
    apiKey: number,
    apiVersion: number,
    correlationId: number,
  ): RequestMessage | null {
    const { request } = PRODUCER_CHANNELS
    if (!request.hasSubscribers) return null
    const api = apiByKey(apiKey)?.name ?? `API ${apiKey}`
    const message = { clientId: this.#clientId, nodeId, api, apiVersion, correlationId }
    request.start.publish(message)
    request.end.publish(message)
    return message
  }

  /** @param failure null when the answer came */
  requestEnded(message: RequestMessage, failure: ProducerError | null): void {
    const { asyncStart, asyncEnd, error } = PRODUCER_CHANNELS.request
    if (failure !== null) {
      message.error = failure
      error.publish(message)
    }
    asyncStart.publish(message)
    asyncEnd.publish(message)
  }
}
