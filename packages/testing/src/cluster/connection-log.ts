/** How many connections are remembered; the oldest are forgotten first. */
export const REMEMBERED_CONNECTIONS = 10_000

/**
 * A connection that a client dialled, open or closed.
 *
 * @public
 */
export interface ObservedConnection {
  /** As in the requests that came on it; 0 for one that was refused. */
  readonly id: number
  /** The node that was dialled. */
  readonly node: number
  /** Monotonic milliseconds of the cluster's clock. */
  readonly openedAt: number
  /** Undefined as long as it is open. */
  readonly closedAt: number | undefined
  /** When the client closed its end, whatever the broker knows of that; undefined also where nobody can see it. */
  readonly clientClosedAt: number | undefined
  /** The client id of its last request; undefined before the first. */
  readonly clientId: string | null | undefined
  /** How many Produce requests waited for their answers at once, at most. */
  readonly mostUnanswered: number
}

/** As the connection itself writes it. */
export type ConnectionRecord = {
  -readonly [Key in keyof ObservedConnection]: ObservedConnection[Key]
}

/** The last {@link REMEMBERED_CONNECTIONS} connections, oldest first. */
export class ConnectionLog {
  #connections: ConnectionRecord[] = []

  get all(): readonly ObservedConnection[] {
    return this.#connections.slice(-REMEMBERED_CONNECTIONS)
  }

  /** A node was dialled; the record that is returned follows the connection. */
  add(id: number, node: number, openedAt: number): ConnectionRecord {
    const observed: ConnectionRecord = {
      id,
      node,
      openedAt,
      closedAt: id === 0 ? openedAt : undefined,
      clientClosedAt: undefined,
      clientId: undefined,
      mostUnanswered: 0,
    }
    this.#connections.push(observed)
    if (this.#connections.length >= REMEMBERED_CONNECTIONS * 2) {
      this.#connections = this.#connections.slice(-REMEMBERED_CONNECTIONS)
    }
    return observed
  }
}
