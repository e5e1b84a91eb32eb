import type { ObservedConnection } from '../cluster/connection-log.ts'
import type { ObservedRequest } from '../cluster/request-log.ts'
import type { Finding } from './finding.ts'

/** What the judge expects of connections. */
export interface ConnectionRules {
  /** Most Produce requests that may wait on one connection. */
  readonly maxInFlightRequests: number
  /** Most dials of one node within any second. */
  readonly maxDialsPerSecond: number
  /** How long bytes may have been on their way when a client closed, in milliseconds. */
  readonly travelMs: number
}

const SECOND = 1_000

/** Connections that carried too much at once. */
export function judgeInFlight(
  connections: readonly ObservedConnection[],
  { maxInFlightRequests }: ConnectionRules,
): Finding[] {
  return connections
    .filter(({ mostUnanswered }) => mostUnanswered > maxInFlightRequests)
    .map(({ id, node, mostUnanswered }) => {
      const what = `connection ${id} to node ${node} had ${mostUnanswered} requests in flight, ${maxInFlightRequests} are allowed`
      return { rule: 'TOO_MANY_IN_FLIGHT', what, history: [] }
    })
}

/** Nodes that were dialled too often within one second. */
export function judgeDials(
  connections: readonly ObservedConnection[],
  { maxDialsPerSecond }: ConnectionRules,
): Finding[] {
  const findings: Finding[] = []
  const recent = new Map<number, number[]>()
  for (const { node, openedAt } of connections) {
    const dials = (recent.get(node) ?? []).filter((at) => openedAt - at < SECOND)
    dials.push(openedAt)
    recent.set(node, dials)
    if (dials.length > maxDialsPerSecond) {
      const what = `node ${node} was dialled ${dials.length} times in the second before ${openedAt} ms, ${maxDialsPerSecond} are allowed`
      findings.push({ rule: 'DIALLED_TOO_OFTEN', what, history: [] })
    }
  }
  return findings
}

/** Requests that clients made after they had closed, and connections that they opened. */
export function judgeClosings(
  closings: ReadonlyMap<string, number>,
  requests: readonly ObservedRequest[],
  connections: readonly ObservedConnection[],
  { travelMs }: ConnectionRules,
): Finding[] {
  const late = (clientId: string | null | undefined, time: number): boolean => {
    const closedAt = closings.get(clientId ?? '')
    return closedAt !== undefined && time > closedAt + travelMs
  }
  // What comes later on a connection that the client closed in time was written before: a broker can be slow to read it.
  const writtenInTime = new Set(
    connections
      .filter(
        ({ clientId, clientClosedAt = Number.POSITIVE_INFINITY }) =>
          clientClosedAt <= (closings.get(clientId ?? '') ?? Number.NEGATIVE_INFINITY),
      )
      .map(({ id }) => id),
  )
  const asked = requests
    .filter(
      ({ clientId, time, connection }) => late(clientId, time) && !writtenInTime.has(connection),
    )
    .map(({ clientId, api, node, time }) => `${clientId} sent ${api} to node ${node} at ${time} ms`)
  // A dial that was refused, or on which nothing was said, tells no client id: it is the only client's.
  const [only] = closings.size === 1 ? closings.keys() : []
  const dialled = connections
    .filter(({ clientId, openedAt }) => late(clientId ?? only, openedAt))
    .map(
      ({ clientId, node, openedAt }) =>
        `${clientId ?? only} dialled node ${node} at ${openedAt} ms`,
    )
  return [...asked, ...dialled].map((what) => {
    return { rule: 'USED_AFTER_CLOSE', what: `${what}, after it had closed`, history: [] }
  })
}
