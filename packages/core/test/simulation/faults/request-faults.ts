import type { FaultMatch, FaultPoint } from '@headwater/testing'
import type { FaultKind, Strike } from './fault-kind.ts'
import type { MakeRule } from './make-rule.ts'
import { ODD_ANSWERS } from './odd-answers.ts'
import { WRONG_HINTS } from './wrong-hints.ts'

type ErrorName = Parameters<FaultPoint['error']>[0]

/** What happens to requests of any API. */
const ANY_API: Readonly<Record<string, MakeRule>> = {
  disconnected: (point, dice) => point.disconnect({ rst: dice.chance(0.5) }),
  dropped: (point) => point.dropRequest(),
  delayed: (point, dice) => point.delay(dice.whole(1, 3_000)),
  'answer lost': (point, dice) => point.applyThenDisconnect({ rst: dice.chance(0.5) }),
  'answer cut': (point, dice) => point.cutResponseAt(dice.whole(0, 60)),
}

/** What happens to requests beside. */
const PRODUCE: Readonly<Record<string, MakeRule>> = {
  ...ANY_API,
  'answer never comes': (point) => point.applyThenDrop(),
  'answer corrupt': (point) => point.corrupt((response) => response.fill(0xff, 9)),
  'answer of wrong length': (point, dice) =>
    point.lengthPrefix(dice.pick([-1, 0, 3, 2_147_483_647])),
  'answer to another request': (point) => point.wrongCorrelationId(),
  'answered twice': (point) => point.duplicateResponse(),
  ...ODD_ANSWERS,
  ...WRONG_HINTS,
  'single record refused': (point, dice) =>
    point.error('INVALID_RECORD', {
      recordErrors: [{ batchIndex: dice.whole(0, 3), batchIndexErrorMessage: 'to blame' }],
    }),
  throttled: (point, dice) => point.throttle(dice.whole(1, 1_000)),
  'answer held': (point, dice, { later }) => {
    const rule = point.hold()
    later(dice.whole(1, 4_000), () => rule.remove())
    return rule
  },
}

/** Errors that a broker answers with instead of appending: every row of the producer's table. */
const REFUSALS: readonly ErrorName[] = [
  'UNKNOWN_SERVER_ERROR',
  'CORRUPT_MESSAGE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REQUEST_TIMED_OUT',
  'BROKER_NOT_AVAILABLE',
  'REPLICA_NOT_AVAILABLE',
  'MESSAGE_TOO_LARGE',
  'NETWORK_EXCEPTION',
  'INVALID_TOPIC_EXCEPTION',
  'RECORD_LIST_TOO_LARGE',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'INVALID_REQUIRED_ACKS',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_VERSION',
  'INVALID_REQUEST',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'POLICY_VIOLATION',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'UNKNOWN_PRODUCER_ID',
  'KAFKA_STORAGE_ERROR',
  'LISTENER_NOT_FOUND',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'INVALID_RECORD',
  'THROTTLING_QUOTA_EXCEEDED',
  'PRODUCER_FENCED',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
]

/** Errors that a broker can answer with although it has appended: a leader can lose its office in between. */
const AFTER_APPEND: readonly ErrorName[] = [
  'UNKNOWN_SERVER_ERROR',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REQUEST_TIMED_OUT',
  'REPLICA_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'DUPLICATE_SEQUENCE_NUMBER',
  'KAFKA_STORAGE_ERROR',
]

const METADATA_ERRORS: readonly ErrorName[] = [
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'TOPIC_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'UNKNOWN_SERVER_ERROR',
]

const PRODUCER_ID_ERRORS: readonly ErrorName[] = [
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'CLUSTER_AUTHORIZATION_FAILED',
  'UNKNOWN_SERVER_ERROR',
  'INVALID_PRODUCER_EPOCH',
]

/** Faults of single requests and answers. */
export const REQUEST_FAULTS: readonly FaultKind[] = [
  ...kindsOf('Produce', PRODUCE),
  ...REFUSALS.map((error) => kind('Produce', error, (point) => point.error(error))),
  ...AFTER_APPEND.map((error) =>
    kind('Produce', `${error} after append`, (point) => point.applyThenError(error)),
  ),
  ...kindsOf('Metadata', ANY_API),
  ...METADATA_ERRORS.map((error) => kind('Metadata', error, (point) => point.error(error))),
  ...kindsOf('InitProducerId', ANY_API),
  ...PRODUCER_ID_ERRORS.map((error) =>
    kind('InitProducerId', error, (point) => point.error(error)),
  ),
  ...kindsOf('ApiVersions', ANY_API),
]

function kindsOf(api: string, rules: Readonly<Record<string, MakeRule>>): readonly FaultKind[] {
  return Object.entries(rules).map(([name, makeRule]) => kind(api, name, makeRule))
}

function kind(api: string, what: string, makeRule: MakeRule): FaultKind {
  const name = `${api} ${what}`
  return {
    name,
    strike: (strike) => {
      const { world, dice } = strike
      // Few runs ask for a producer id more than once.
      const nth = api === 'InitProducerId' ? 1 : dice.whole(1, 3)
      const match = { api, nth, times: dice.whole(1, 3), ...narrow(api, strike) }
      const rule = makeRule(world.kafka.faults.on(match), dice, strike)
      world.tally.follow(name, () => rule.fired)
    },
  }
}

/** Some rules are for one broker, or one partition of the request. */
function narrow(api: string, { world, dice }: Strike): FaultMatch {
  if (api !== 'InitProducerId' && dice.chance(0.2)) return { node: dice.whole(1, 3) }
  if (api !== 'Produce' || dice.chance(0.5)) return {}
  const { name: topic, partitions = 1 } = dice.pick(world.plan.topics)
  return dice.chance(0.5) ? { topic } : { topic, partition: dice.whole(0, partitions - 1) }
}
