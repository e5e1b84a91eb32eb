/** How many requests are remembered; the oldest are forgotten first. */
export const REMEMBERED_REQUESTS = 10_000

/**
 * A request that a broker received, decoded as far as it got.
 *
 * @public
 */
export interface ObservedRequest {
  /** Kafka's name of the API: `Produce`, `Metadata`… */
  readonly api: string
  readonly version: number
  /** The node that received it. */
  readonly node: number
  readonly clientId: string | null
  /** Counts the connections of the cluster from 1. */
  readonly connection: number
  /** Monotonic milliseconds of the cluster's clock. */
  readonly time: number
  /** Until when its answer asked the client to be silent (KIP-219), by the same clock; undefined when it did not. */
  readonly throttledUntil: number | undefined
}

/** As the cluster itself writes it. */
export type RequestRecord = {
  -readonly [Key in keyof ObservedRequest]: ObservedRequest[Key]
}

/** Characters of a client id that are remembered. */
const REMEMBERED_CLIENT_ID = 255

/** The last {@link REMEMBERED_REQUESTS} requests, oldest first. */
export class RequestLog {
  #requests: RequestRecord[] = []

  get all(): readonly ObservedRequest[] {
    return this.#requests.slice(-REMEMBERED_REQUESTS)
  }

  /** How many are in memory, those about to be forgotten included. */
  get held(): number {
    return this.#requests.length
  }

  /** A request came; the record that is returned follows it to its answer. */
  add(request: ObservedRequest): RequestRecord {
    const { clientId } = request
    const observed = { ...request, clientId: clientId && shortened(clientId) }
    this.#requests.push(observed)
    // Cut at twice the length, so that the cost of cutting is spread over as many requests.
    if (this.#requests.length >= REMEMBERED_REQUESTS * 2) {
      this.#requests = this.#requests.slice(-REMEMBERED_REQUESTS)
    }
    return observed
  }
}

function shortened(clientId: string): string {
  if (clientId.length <= REMEMBERED_CLIENT_ID) return clientId
  // Through a buffer: a slice would keep the whole text alive.
  return Buffer.from(clientId.slice(0, REMEMBERED_CLIENT_ID)).toString()
}
