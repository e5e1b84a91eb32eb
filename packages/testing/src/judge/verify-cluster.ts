import type { Cluster } from '../cluster/cluster.ts'
import type { DeliveryLedger } from './delivery-ledger.ts'
import type { Finding } from './finding.ts'
import { judgeHints, judgeReuse } from './judge-attempts.ts'
import { judgeClosings, judgeDials, judgeInFlight } from './judge-connections.ts'
import { judgeDeliveries } from './judge-deliveries.ts'
import { judgeOrder, judgeSequences } from './judge-logs.ts'
import { judgeThrottles } from './judge-throttles.ts'
import { RecordHistories } from './record-histories.ts'
import { StoredRecords } from './stored-records.ts'

/**
 * What the judge may expect beside the ledger. A rule without a limit is not applied.
 *
 * @public
 */
export interface VerifyOptions {
  /** Records in the ledger's topics that the ledger does not know: a finding, or somebody else's. @default 'refuse' */
  readonly strangers?: 'refuse' | 'allow'
  /**
   * Most Produce requests that may wait for an answer on one connection; what tells by when a client must have heard that it is
   * throttled. Kafka: `max.in.flight.requests.per.connection`.
   */
  readonly maxInFlightRequests?: number
  /** Most dials of one broker within any second, by all clients together. */
  readonly maxDialsPerSecond?: number
  /** How long a hint at another leader may go unheeded, in milliseconds. */
  readonly hintToleranceMs?: number
  /**
   * Where a client begins the sequences of a partition; `'any'` where a topic was recreated that goes by its name, so that a client
   * cannot know that its partitions have begun anew.
   * @default 0
   */
  readonly firstSequence?: number | 'any'
  /** How long bytes are on their way, in milliseconds: so long after its closing a client may still be heard. @default 0 */
  readonly travelMs?: number
}

const SHOWN_HISTORIES = 10

/** Everything that is wrong with what clients did to a cluster, by its own logs and, if there is one, a test's ledger. */
export function verifyCluster(
  cluster: Cluster,
  ledger: DeliveryLedger | undefined,
  options: VerifyOptions,
): Finding[] {
  const stored = new StoredRecords(cluster.state)
  return [
    ...(ledger === undefined ? [] : verifyLedger(ledger, stored, cluster, options)),
    ...judgeReuse(cluster.journal.attempts),
    ...judgeSequences(stored.logs, options.firstSequence),
    ...verifyConnections(cluster, ledger?.closings ?? new Map(), options),
  ]
}

function verifyLedger(
  ledger: DeliveryLedger,
  stored: StoredRecords,
  cluster: Cluster,
  { strangers = 'refuse' }: VerifyOptions,
): Finding[] {
  const evidence = {
    attempts: cluster.journal.attempts,
    connections: cluster.observedConnections,
  }
  const findings = [
    ...judgeDeliveries(ledger, stored),
    ...judgeOrder(ledger, stored, evidence).filter(
      ({ entry }) => entry !== undefined || strangers === 'refuse',
    ),
  ]
  const histories = new RecordHistories(cluster.journal.attempts, stored)
  return findings.map(({ rule, what, entry }, index) => {
    const told = entry !== undefined && index < SHOWN_HISTORIES
    return { rule, what, history: told ? histories.of(entry) : [] }
  })
}

function verifyConnections(
  cluster: Cluster,
  closings: ReadonlyMap<string, number>,
  options: VerifyOptions,
): Finding[] {
  const unlimited = Number.POSITIVE_INFINITY
  const {
    maxInFlightRequests = unlimited,
    maxDialsPerSecond = unlimited,
    hintToleranceMs = unlimited,
    travelMs = 0,
  } = options
  const connections = cluster.observedConnections
  const rules = { maxInFlightRequests, maxDialsPerSecond, travelMs }
  return [
    ...judgeHints(cluster.journal.attempts, hintToleranceMs),
    ...judgeInFlight(connections, rules),
    ...judgeDials(connections, rules),
    ...judgeThrottles(cluster.requests, maxInFlightRequests),
    ...judgeClosings(closings, cluster.requests, connections, rules),
  ]
}
