import type { BatchTerms } from '../../conformance/record-batch.ts'
import { DeliveryLedger, type DeliveryLedgerOptions } from '../../src/judge/delivery-ledger.ts'
import type { FindingRule } from '../../src/judge/finding.ts'
import { VerificationError } from '../../src/judge/verification-error.ts'
import type { VerifyOptions } from '../../src/judge/verify-cluster.ts'
import { produce } from './produce.ts'
import { testCluster } from './test-cluster.ts'

/** A cluster of three brokers with the topic `t` of two partitions, and a ledger that a test fills as it likes. */
export function judgeTestBed(options: Omit<DeliveryLedgerOptions, 'now'> = {}) {
  const bed = testCluster({ brokers: 3 })
  const { clock, kafka, client } = bed
  kafka.addPartitions('t', 2)
  const ledger = new DeliveryLedger({ ...options, now: () => clock.now() })
  /** Has records stored, at the partition's leader unless a node is named. */
  const store = (
    values: readonly string[],
    terms: BatchTerms = {},
    partition = 0,
    node?: number,
  ) => {
    const leader = node ?? kafka.cluster.state.topic('t')?.partitions[partition]?.leader ?? 1
    return produce(client(leader), 't', { ...bed.now(), values, ...terms }, partition)
  }
  /** Notes a record of `t`. */
  const sent = (value: string) => ledger.sent({ topic: 't', value })
  const error = (rules: VerifyOptions = {}): VerificationError | undefined => {
    try {
      kafka.verify(ledger, rules)
      return undefined
    } catch (thrown) {
      if (thrown instanceof VerificationError) return thrown
      throw thrown
    }
  }
  const broken = (rules?: VerifyOptions): FindingRule[] =>
    error(rules)?.findings.map(({ rule }) => rule) ?? []
  return { ...bed, ledger, store, sent, error, broken }
}

/** An error as the producer's are: it says whether its record may be stored. */
export function refusal(persisted: 'no' | 'possibly'): Error {
  return Object.assign(new Error(`it failed, ${persisted}`), { persisted })
}
