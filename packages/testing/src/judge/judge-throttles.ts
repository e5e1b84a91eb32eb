import type { ObservedRequest } from '../cluster/request-log.ts'
import type { Finding } from './finding.ts'

/**
 * Produce requests that came on a connection while its broker had asked for silence. How long an answer travels nobody knows; but
 * a client that may have so many requests in flight has the answer to one when it sends the one that many later. So what came
 * in between counts for nothing, and what comes after that counts at once.
 */
export function judgeThrottles(
  requests: readonly ObservedRequest[],
  maxInFlightRequests: number,
): Finding[] {
  const findings: Finding[] = []
  const connections = Map.groupBy(
    requests.filter(({ api }) => api === 'Produce'),
    ({ connection }) => connection,
  )
  for (const produces of connections.values()) {
    let quietUntil = Number.NEGATIVE_INFINITY
    for (const [index, { connection, node, time }] of produces.entries()) {
      const answered = produces[index - maxInFlightRequests]
      quietUntil = Math.max(quietUntil, answered?.throttledUntil ?? quietUntil)
      if (time >= quietUntil) continue
      const what = `node ${node} was sent Produce on connection ${connection} at ${time} ms, and had asked for silence until ${quietUntil}`
      findings.push({ rule: 'THROTTLE_IGNORED', what, history: [] })
    }
  }
  return findings
}
