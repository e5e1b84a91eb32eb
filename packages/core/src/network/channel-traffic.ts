import { produceRequest } from '@headwater/protocol'
import type { NetworkEvents } from '../diagnostics/network-events.ts'
import type { RequestMessage } from '../diagnostics/producer-channels.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { TrafficMeters } from '../metrics/traffic-meters.ts'
import type { InFlightRequest } from './in-flight-requests.ts'

/** A frame's length field, which every size counts as well. */
const LENGTH_FIELD_BYTES = 4

/** Tells what goes over one channel: to the meters of all brokers, to those of its own, and to whoever traces requests. */
export class ChannelTraffic {
  readonly #events: NetworkEvents
  #nodeId = -1
  #node: TrafficMeters | null = null

  constructor(events: NetworkEvents) {
    this.#events = events
  }

  /** Names the broker, once it is known to be one: −1 for a bootstrap address, which has no meters of its own. */
  belongsTo(nodeId: number): void {
    this.#nodeId = nodeId
    this.#node = nodeId < 0 ? null : this.#events.meters.node(nodeId)
  }

  /** @returns what is traced of it; null while nobody listens */
  requestSent(
    apiKey: number,
    apiVersion: number,
    correlationId: number,
    sizeInBytes: number,
    nowMs: number,
  ): RequestMessage | null {
    this.#events.meters.traffic.requests.add(sizeInBytes, nowMs)
    this.#node?.requests.add(sizeInBytes, nowMs)
    return this.#events.requestStarted(this.#nodeId, apiKey, apiVersion, correlationId)
  }

  answered(request: InFlightRequest, frameBytes: number, nowMs: number): void {
    const { apiKey, sentAtMs, trace } = request
    const { traffic } = this.#events.meters
    traffic.responses.add(frameBytes + LENGTH_FIELD_BYTES, nowMs)
    this.#node?.responses.add(frameBytes + LENGTH_FIELD_BYTES, nowMs)
    if (apiKey === produceRequest.apiKey) {
      traffic.latency.add(nowMs - sentAtMs, nowMs)
      this.#node?.latency.add(nowMs - sentAtMs, nowMs)
    }
    if (trace !== null) this.#events.requestEnded(trace, null)
  }

  /** The bytes of a request that no answer comes for have left. */
  departed(trace: RequestMessage | null): void {
    if (trace !== null) this.#events.requestEnded(trace, null)
  }

  failed(trace: RequestMessage | null, error: ProducerError): void {
    if (trace !== null) this.#events.requestEnded(trace, error)
  }
}
